// A layer that has no source file yet is still a library.

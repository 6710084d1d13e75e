/*
 * hold_swapped SIZE: fills SIZE bytes of its own memory and has the kernel put them into swap, then leaves a child
 * behind that holds them until it is killed. Returns when they are out; needs Linux 5.4 for MADV_PAGEOUT.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv) {
  const size_t size = argc == 2 ? strtoull(argv[1], NULL, 0) : 0;
  uint32_t *const memory =
      size == 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    fprintf(stderr, "usage: hold_swapped SIZE\n");
    return 2;
  }
  int done[2];
  if (pipe(done) < 0) return 1;
  const pid_t child = fork();
  if (child < 0) return 1;
  if (child > 0) {
    char result = 1;
    close(done[1]);
    return read(done[0], &result, 1) == 1 ? result : 1;
  }
  /* Half of each page is noise, so that a page neither vanishes nor stays as it is when it is compressed. */
  uint32_t noise = 1;
  for (size_t i = 0; i < size / sizeof *memory; ++i) {
    noise = noise * 1664525u + 1013904223u;
    memory[i] = i % 1024 < 512 ? noise : 0;
  }
  const char result = madvise(memory, size, MADV_PAGEOUT) == 0 ? 0 : 1;
  setsid();
  if (write(done[1], &result, 1) != 1 || result != 0) return 1;
  close(done[1]);
  close(STDOUT_FILENO);
  for (;;) pause();
}

/* Opens a block device for itself alone, as a mount does, says `held` and ends: hold_device PATH MILLISECONDS. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc != 3) return 1;
  const int device = open(argv[1], O_RDONLY | O_EXCL | O_CLOEXEC);
  if (device < 0) return 1;
  puts("held");
  fflush(stdout);
  usleep((useconds_t)strtoul(argv[2], NULL, 10) * 1000);
  return 0;
}

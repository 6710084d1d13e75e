/* Locks a serial port as mpremote does, says `held` and ends: hold_port PATH MILLISECONDS. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc != 3) return 1;
  const int port = open(argv[1], O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (port < 0 || flock(port, LOCK_EX | LOCK_NB) != 0) return 1;
  puts("held");
  fflush(stdout);
  usleep((useconds_t)strtoul(argv[2], NULL, 10) * 1000);
  return 0;
}

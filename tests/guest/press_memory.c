/* Puts a guest under real memory pressure: press_memory BYTES fills that much anonymous memory and reads all of it back.
 * It prints `verified` once every byte has come back as it was, and stays in the background, so that what was swapped
 * out stays so. Exit status 1 if memory could not be had or came back otherwise.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Half of each page is noise, so that it neither vanishes nor stays as it is when it is compressed. */
static uint32_t word_at(size_t index) {
  uint32_t noise = (uint32_t)index * 2654435761u;
  noise ^= noise >> 15;
  return index % 1024 < 512 ? noise * 2246822519u : 0;
}

static int press(size_t words) {
  uint32_t *memory =
      mmap(NULL, words * sizeof *memory, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 1;
  for (size_t i = 0; i < words; ++i) memory[i] = word_at(i);
  for (size_t i = 0; i < words; ++i) {
    if (memory[i] != word_at(i)) return 1;
  }
  return 0;
}

int main(int argc, char **argv) {
  int done[2];
  if (argc != 2 || pipe(done) != 0) return 1;
  const size_t words = strtoul(argv[1], NULL, 10) / sizeof(uint32_t);
  const pid_t child = fork();
  if (child < 0) return 1;
  if (child > 0) {
    char result = 1;
    close(done[1]);
    if (read(done[0], &result, 1) != 1 || result != 0) return 1;
    puts("verified");
    return 0;
  }
  const char result = (char)press(words);
  setsid();
  if (write(done[1], &result, 1) != 1 || result != 0) return 1;
  close(done[1]);
  close(STDOUT_FILENO);
  for (;;) pause();
}

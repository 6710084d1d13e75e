/*
 * hold_dmabuf HEAP SIZE NAME [PROCESSES]: allocates a DMA-BUF of SIZE bytes from /dev/dma_heap/HEAP, names it, and
 * leaves children behind, one if nothing else is said, that hold it until they are killed: by a descriptor and a
 * mapping each, the second and later ones by two of each. Returns when the buffer is there; prints their process ids.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/dma-buf.h>
#include <linux/dma-heap.h>

static int fail(const char *what) {
  perror(what);
  return 1;
}

int main(int argc, char **argv) {
  if (argc != 4 && argc != 5) {
    fprintf(stderr, "usage: hold_dmabuf HEAP SIZE NAME [PROCESSES]\n");
    return 2;
  }
  const int processes = argc == 5 ? atoi(argv[4]) : 1;
  char path[128];
  snprintf(path, sizeof path, "/dev/dma_heap/%s", argv[1]);
  const int heap = open(path, O_RDONLY | O_CLOEXEC);
  if (heap < 0) return fail(path);

  struct dma_heap_allocation_data wanted = {.len = strtoull(argv[2], NULL, 0), .fd_flags = O_RDWR | O_CLOEXEC};
  if (ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &wanted) < 0) return fail("DMA_HEAP_IOCTL_ALLOC");
  if (ioctl((int)wanted.fd, DMA_BUF_SET_NAME_B, argv[3]) < 0) return fail("DMA_BUF_SET_NAME");

  int number = 0;
  for (; number < processes; ++number) {
    const pid_t child = fork();
    if (child < 0) return fail("fork");
    if (child == 0) break;
    printf("%d\n", (int)child);
  }
  if (number == processes) return 0;
  /* A user of the memory, not of the descriptor alone: the buffer shows in the child's maps too. */
  void *const memory = mmap(NULL, wanted.len, PROT_READ | PROT_WRITE, MAP_SHARED, (int)wanted.fd, 0);
  if (memory != MAP_FAILED) memset(memory, 1, wanted.len);
  if (number > 0) {
    const int second = dup((int)wanted.fd);
    if (mmap(NULL, wanted.len, PROT_READ, MAP_SHARED, second, 0) == MAP_FAILED) return fail("mmap");
  }
  close(heap);
  close(STDOUT_FILENO);
  setsid();
  for (;;) pause();
}

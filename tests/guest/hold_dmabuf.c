/*
 * hold_dmabuf HEAP SIZE NAME: allocates a DMA-BUF of SIZE bytes from /dev/dma_heap/HEAP, names it, and leaves a child
 * behind that holds it until it is killed. Returns when the buffer is there; prints the child's process id.
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
  if (argc != 4) {
    fprintf(stderr, "usage: hold_dmabuf HEAP SIZE NAME\n");
    return 2;
  }
  char path[128];
  snprintf(path, sizeof path, "/dev/dma_heap/%s", argv[1]);
  const int heap = open(path, O_RDONLY | O_CLOEXEC);
  if (heap < 0) return fail(path);

  struct dma_heap_allocation_data wanted = {.len = strtoull(argv[2], NULL, 0), .fd_flags = O_RDWR | O_CLOEXEC};
  if (ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &wanted) < 0) return fail("DMA_HEAP_IOCTL_ALLOC");
  if (ioctl((int)wanted.fd, DMA_BUF_SET_NAME_B, argv[3]) < 0) return fail("DMA_BUF_SET_NAME");

  const pid_t child = fork();
  if (child < 0) return fail("fork");
  if (child > 0) {
    printf("%d\n", (int)child);
    return 0;
  }
  /* A user of the memory, not of the descriptor alone: the buffer shows in the child's maps too. */
  void *const memory = mmap(NULL, wanted.len, PROT_READ | PROT_WRITE, MAP_SHARED, (int)wanted.fd, 0);
  if (memory != MAP_FAILED) memset(memory, 1, wanted.len);
  close(heap);
  close(STDOUT_FILENO);
  setsid();
  for (;;) pause();
}

/*
 * on_terminal END PROGRAM ARGUMENT...: runs a program on a terminal of its own, and ends it once it has said that it is
 * "holding" something. END is how: `interrupt` types Ctrl-C, `hangup` takes the terminal away, `terminate` and `kill`
 * send that signal. Copies what the program said to standard output, then `status N` or `signal N`.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int fail(const char *what) {
  perror(what);
  return 1;
}

static void run(const char *terminal, char **arguments) {
  setsid();
  const int fd = open(terminal, O_RDWR);
  if (fd < 0 || ioctl(fd, TIOCSCTTY, 0) < 0) _exit(126);
  for (int i = 0; i < 3; ++i) dup2(fd, i);
  if (fd > 2) close(fd);
  for (int number = 1; number < 32; ++number) signal(number, SIG_DFL); /* a shell ignores some in the background */
  execvp(arguments[0], arguments);
  _exit(127);
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: on_terminal interrupt|hangup|terminate|kill PROGRAM ARGUMENT...\n");
    return 2;
  }
  const int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0) return fail("posix_openpt");
  const char *terminal = ptsname(master);
  if (terminal == NULL) return fail("ptsname");
  const pid_t child = fork();
  if (child < 0) return fail("fork");
  if (child == 0) run(terminal, argv + 2);

  static char said[1 << 16];
  size_t length = 0;
  int ended = 0;
  while (length + 1 < sizeof said) {
    const ssize_t count = read(master, said + length, sizeof said - 1 - length);
    if (count <= 0) break; /* the program is gone */
    length += (size_t)count;
    said[length] = 0;
    if (ended || strstr(said, "holding") == NULL || strchr(strstr(said, "holding"), '\n') == NULL) continue;
    ended = 1;
    if (strcmp(argv[1], "interrupt") == 0 && write(master, "\003", 1) != 1) return fail("write");
    if (strcmp(argv[1], "terminate") == 0) kill(child, SIGTERM);
    if (strcmp(argv[1], "kill") == 0) kill(child, SIGKILL);
    if (strcmp(argv[1], "hangup") == 0) break;
  }
  close(master);
  int status = 0;
  if (waitpid(child, &status, 0) < 0) return fail("waitpid");
  fwrite(said, 1, length, stdout);
  if (WIFEXITED(status)) printf("status %d\n", WEXITSTATUS(status));
  if (WIFSIGNALED(status)) printf("signal %d\n", WTERMSIG(status));
  return 0;
}

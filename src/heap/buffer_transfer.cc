#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <utility>

#include <rampart/heap/buffer.h>

#include "heap/refusal.h"

namespace rampart {
namespace {

/// One byte of data has to go with a descriptor; it tells our messages from others.
constexpr char mark = 'B';

/// A message of that byte and room for one descriptor.
class Message {
 public:
  Message() {
    header_.msg_iov = &part_;
    header_.msg_iovlen = 1;
    header_.msg_control = control_;
    header_.msg_controllen = sizeof control_;
  }

  void set_descriptor(int fd) {
    cmsghdr* const control = CMSG_FIRSTHDR(&header_);
    control->cmsg_level = SOL_SOCKET;
    control->cmsg_type = SCM_RIGHTS;
    control->cmsg_len = CMSG_LEN(sizeof fd);
    std::memcpy(CMSG_DATA(control), &fd, sizeof fd);
    byte_ = mark;
  }

  /// The first descriptor that came; closed ones for those that were not asked for.
  UniqueFd descriptor() {
    UniqueFd found;
    for (cmsghdr* control = CMSG_FIRSTHDR(&header_); control != nullptr; control = CMSG_NXTHDR(&header_, control)) {
      if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS) continue;
      const std::size_t count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
      for (std::size_t at = 0; at < count; ++at) {
        int fd = -1;
        std::memcpy(&fd, CMSG_DATA(control) + at * sizeof fd, sizeof fd);
        UniqueFd received{fd};
        if (!found.is_open()) found = std::move(received);
      }
    }
    return found;
  }

  msghdr* header() { return &header_; }
  bool is_ours() const { return byte_ == mark; }
  /// Descriptors were sent that did not arrive: this process may not have more.
  bool was_cut() const { return (header_.msg_flags & MSG_CTRUNC) != 0; }

 private:
  char byte_ = 0;
  iovec part_{&byte_, 1};
  alignas(cmsghdr) char control_[CMSG_SPACE(sizeof(int))]{};
  msghdr header_{};
};

}  // namespace

HeapResult<void> send_buffer(int socket, const Buffer& buffer) {
  Message message;
  message.set_descriptor(buffer.fd());
  while (::sendmsg(socket, message.header(), MSG_NOSIGNAL) < 0) {
    if (errno != EINTR) return std::unexpected(refusal(errno, buffer.heap(), "cannot send the buffer"));
  }
  return {};
}

HeapResult<Buffer> receive_buffer(int socket) {
  Message message;
  ssize_t received = 0;
  while ((received = ::recvmsg(socket, message.header(), MSG_CMSG_CLOEXEC)) < 0) {
    if (errno != EINTR) return std::unexpected(refusal(errno, {}, "cannot receive a buffer"));
  }
  if (received == 0) return std::unexpected(refusal(ENODATA, {}, "no buffer came", "the other side closed the socket"));
  UniqueFd fd = message.descriptor();
  if (message.was_cut()) return std::unexpected(refusal(EMFILE, {}, "cannot receive a buffer"));
  if (!fd.is_open() || !message.is_ours()) {
    return std::unexpected(refusal(EPROTO, {}, "no buffer came", "the other side has to use send_buffer"));
  }
  return Buffer::import(std::move(fd));
}

}  // namespace rampart

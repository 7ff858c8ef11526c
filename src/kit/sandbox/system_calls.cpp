// The list of system calls that are left. Written from what glibc, OpenSSL, SQLite, Boost.Asio and
// libcurl use; `strace -f -c` of the tests that run under it shows what is missing.
#include <linux/sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <memory>
#include <system_error>

#include "kit/sandbox/sandbox.hpp"

namespace sallyport::sandbox {
namespace {

constexpr std::array plainly = {
    // memory
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(mlock),
    SCMP_SYS(munlock),
    // threads
    SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(set_tid_address),
    SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(tgkill), SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(setpriority), SCMP_SYS(getpriority), SCMP_SYS(membarrier),
    SCMP_SYS(exit), SCMP_SYS(exit_group),
    // signals
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigtimedwait), SCMP_SYS(rt_sigpending), SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    // time and chance
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(time), SCMP_SYS(getrandom), SCMP_SYS(timerfd_create), SCMP_SYS(timerfd_settime),
    SCMP_SYS(timerfd_gettime),
    // files
    SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(close), SCMP_SYS(close_range), SCMP_SYS(read),
    SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(pwrite64),
    SCMP_SYS(lseek), SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(ftruncate), SCMP_SYS(fallocate),
    SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(statx),
    SCMP_SYS(statfs), SCMP_SYS(fstatfs), SCMP_SYS(access), SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64),
    SCMP_SYS(getcwd), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rmdir), SCMP_SYS(unlink),
    SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(link),
    SCMP_SYS(linkat), SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat), SCMP_SYS(fchown),
    SCMP_SYS(umask), SCMP_SYS(utimensat), SCMP_SYS(flock), SCMP_SYS(fcntl), SCMP_SYS(dup),
    SCMP_SYS(dup2), SCMP_SYS(dup3), SCMP_SYS(fadvise64), SCMP_SYS(sendfile),
    SCMP_SYS(copy_file_range),
    // waiting
    SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_pwait2),
    SCMP_SYS(eventfd2), SCMP_SYS(pipe), SCMP_SYS(pipe2),
    // sockets; which of them may be made stands below
    SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(shutdown),
    SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(getsockopt), SCMP_SYS(setsockopt),
    SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(recvmmsg), SCMP_SYS(sendto), SCMP_SYS(sendmsg),
    SCMP_SYS(sendmmsg),
    // about ourselves and the machine
    SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(getppid),
    SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(getrusage), SCMP_SYS(times), SCMP_SYS(getrlimit)};

/// Refused in words that a program understands; all else "is not there", so that a library takes
/// the way it takes on an older kernel.
constexpr std::array refused_plainly = {SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork),
                                        SCMP_SYS(vfork),  SCMP_SYS(ptrace),   SCMP_SYS(kill),
                                        SCMP_SYS(tkill)};

struct FreeFilter {
  void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, FreeFilter>;

class List {
 public:
  List() : filter_(seccomp_init(SCMP_ACT_ERRNO(ENOSYS))) {
    if (!filter_) throw std::system_error(ENOMEM, std::generic_category(), "seccomp");
  }

  void allow(int call) { add(SCMP_ACT_ALLOW, call, {}); }
  void allow(int call, std::initializer_list<scmp_arg_cmp> when) {
    add(SCMP_ACT_ALLOW, call, when);
  }
  void refuse(int call) { add(SCMP_ACT_ERRNO(EPERM), call, {}); }

  /// False when the kernel has no filters.
  bool load() {
    const int result = seccomp_load(filter_.get());
    if (result == 0) return true;
    if (result == -EINVAL || result == -ENOSYS || result == -EOPNOTSUPP) return false;
    throw std::system_error(-result, std::generic_category(), "seccomp: the list of system calls");
  }

 private:
  void add(std::uint32_t action, int call, std::initializer_list<scmp_arg_cmp> when) {
    const int result = seccomp_rule_add_array(filter_.get(), action, call,
                                              static_cast<unsigned>(when.size()), when.begin());
    // A call that this kind of machine does not have cannot be made either.
    if (result == 0 || result == -EDOM) return;
    throw std::system_error(-result, std::generic_category(), "seccomp: a rule");
  }

  Filter filter_;
};

scmp_arg_cmp equals(unsigned argument, std::uint64_t value) {
  return {argument, SCMP_CMP_EQ, value, 0};
}
scmp_arg_cmp masked(unsigned argument, std::uint64_t mask, std::uint64_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

/// Threads, but no other programs: clone3 takes its flags from memory, where a filter cannot look,
/// so it "is not there" and glibc takes clone.
void allow_threads(List& list) {
  list.allow(SCMP_SYS(clone), {masked(0, CLONE_THREAD, CLONE_THREAD)});
  list.allow(SCMP_SYS(prctl), {equals(0, PR_SET_NAME)});
  list.allow(SCMP_SYS(prlimit64), {equals(2, 0)});  // to ask, not to change
}

/// Memory that is written is never run at the same time.
void allow_memory(List& list) {
  constexpr std::uint64_t both = PROT_WRITE | PROT_EXEC;
  for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)}) {
    for (const auto either :
         {std::uint64_t{0}, std::uint64_t{PROT_WRITE}, std::uint64_t{PROT_EXEC}}) {
      list.allow(call, {masked(2, both, either)});
    }
  }
}

/// Without a port to call there is nothing to connect, and no datagrams in which a name or a secret
/// could leave.
void allow_sockets(List& list, const Rules& rules) {
  const bool may_call = !rules.call.empty();
  constexpr std::uint64_t kind = 0xF;
  for (const auto family : {std::uint64_t{AF_INET}, std::uint64_t{AF_INET6}}) {
    list.allow(SCMP_SYS(socket), {equals(0, family), masked(1, kind, SOCK_STREAM)});
    if (may_call) {
      list.allow(SCMP_SYS(socket), {equals(0, family), masked(1, kind, SOCK_DGRAM)});
    }
  }
  for (const auto request : {std::uint64_t{FIONBIO}, std::uint64_t{FIONREAD}}) {
    list.allow(SCMP_SYS(ioctl), {equals(1, request)});
  }
  if (!may_call && !rules.local_sockets) return list.refuse(SCMP_SYS(connect));
  list.allow(SCMP_SYS(connect));
  list.allow(SCMP_SYS(socket), {equals(0, AF_UNIX)});  // the system's log; caches of names
  if (!may_call) return;
  list.allow(SCMP_SYS(socketpair));                       // libcurl wakes its own threads by it
  list.allow(SCMP_SYS(socket), {equals(0, AF_NETLINK)});  // getaddrinfo asks for our addresses
}

}  // namespace

bool restrict_system_calls(const Rules& rules) {
  List list;
  for (const int call : plainly) list.allow(call);
  for (const int call : refused_plainly) list.refuse(call);
  allow_threads(list);
  allow_memory(list);
  allow_sockets(list, rules);
  return list.load();
}

}  // namespace sallyport::sandbox

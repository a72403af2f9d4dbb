// SPDX-License-Identifier: Apache-2.0
//
// Loaded before libc into a process under test. It stands between the process and the files below
// one directory, and does two things:
//
//   - It records every call that changes those files, in one total order, with the octets: enough
//     to rebuild the directory as a disk may hold it when the power goes at any moment.
//   - It makes calls fail as a broken disk would, by rules that a test may change at any time.
//
// Nothing is ever synced for real: what a sync means is for the reader of the trace to say. It only
// takes its time, so that those who wait gather as they do before a real disk.
//
// Environment:
//   DISK_ROOT         the directory, absolute, without links
//   DISK_EXCEPT       a pattern of paths below it that are left alone
//   DISK_TRACE        the file to record into; nothing is recorded without
//   DISK_NOTES        a file that is not written: what the process writes to it, such as what it has
//                     promised to others, goes into the trace in its order
//   DISK_SYNC_MICROS  how long a sync takes
//   DISK_FAULTS       a file of two pages with the rules, see rules()
//
// What the reader of the trace would have to know and cannot, ends the process with a word: shared
// writable mappings, streams of stdio, sync(2).

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <linux/falloc.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum kind {
  OPEN = 1,
  WRITE,
  TRUNCATE,
  ZERO,
  RENAME,
  UNLINK,
  MKDIR,
  RMDIR,
  LINK,
  SYNC_BEGIN,
  SYNC_END,
  NOTE,
  FAULT
};

enum { MAY_CREATE = 1, TRUNCATES = 2 };

#define MOST_FILES 65536
#define MOST_RULES 16
#define PAGE 4096

// What a rule does that is not an error number.
#define SHORT_WRITE (-1)
#define SWALLOW (-2)

struct file {
  uint32_t handle; // 0: not below the root
  int synced;      // opened with O_DSYNC or O_SYNC
  char *path;      // below the root
};

#define NOTES UINT32_MAX

struct rule {
  char op[16];
  char glob[256];
  char thread[32];
  int action;
  long skip;
  long count;
};

struct control {
  uint64_t generation;
  uint64_t hits[MOST_RULES];
  char unused[PAGE - 8 - 8 * MOST_RULES];
  char text[PAGE];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct file files[MOST_FILES];
static uint32_t handles;
static int64_t syncs;
static char root[PATH_MAX];
static size_t root_length;
static const char *except;
static const char *notes;
static int trace = -1;
static long sync_micros;
static struct control *control;
static struct rule rule[MOST_RULES];
static int rule_count;
static uint64_t rule_generation;

static _Noreturn void stop(const char *what, const char *path) {
  dprintf(2, "the recorder of disk calls cannot follow %s on %s\n", what, path);
  abort();
}

__attribute__((constructor)) static void start(void) {
  const char *directory = getenv("DISK_ROOT");
  const char *name = getenv("DISK_TRACE");
  const char *faults = getenv("DISK_FAULTS");
  const char *micros = getenv("DISK_SYNC_MICROS");
  if (directory == NULL) {
    return;
  }
  except = getenv("DISK_EXCEPT");
  notes = getenv("DISK_NOTES");
  sync_micros = micros == NULL ? 0 : atol(micros);
  if (name != NULL) {
    trace = (int) syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                          0644);
    if (trace < 0) {
      stop("a trace that cannot be opened", name);
    }
  }
  if (faults != NULL) {
    int fd = (int) syscall(SYS_openat, AT_FDCWD, faults, O_RDWR | O_CLOEXEC);
    void *at = fd < 0 ? MAP_FAILED
                      : (void *) syscall(SYS_mmap, NULL, sizeof(struct control),
                                         PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED) {
      stop("rules that cannot be read", faults);
    }
    control = at;
    syscall(SYS_close, fd);
  }
  root_length = strlen(directory);
  strcpy(root, directory);
}

// ---- the trace

struct head {
  uint32_t kind;
  uint32_t handle;
  int64_t a;
  int64_t b;
  int64_t length;
};

static void put(struct iovec *pieces, int count) {
  while (count > 0) {
    ssize_t n = syscall(SYS_writev, trace, pieces, count);
    if (n < 0) {
      stop("a trace that cannot be written", strerror(errno));
    }
    while (count > 0 && (size_t) n >= pieces->iov_len) {
      n -= (ssize_t) pieces->iov_len;
      pieces++;
      count--;
    }
    if (count > 0) {
      pieces->iov_base = (char *) pieces->iov_base + n;
      pieces->iov_len -= (size_t) n;
    }
  }
}

// Each record is: kind, handle, two numbers, length, octets. `data` may have more than `length`.
static void recordv(enum kind kind, uint32_t handle, int64_t a, int64_t b,
                    const struct iovec *data, int count, size_t length) {
  if (trace < 0) {
    return;
  }
  struct head head = {kind, handle, a, b, (int64_t) length};
  struct iovec pieces[count + 1];
  int used = 1;
  pieces[0] = (struct iovec){&head, sizeof head};
  for (int i = 0; i < count && length > 0; i++) {
    size_t n = data[i].iov_len < length ? data[i].iov_len : length;
    if (n > 0) {
      pieces[used++] = (struct iovec){data[i].iov_base, n};
    }
    length -= n;
  }
  put(pieces, used);
}

static void record(enum kind kind, uint32_t handle, int64_t a, int64_t b, const void *data,
                   size_t length) {
  struct iovec one = {(void *) data, length};
  recordv(kind, handle, a, b, &one, length > 0, length);
}

static void record_two(enum kind kind, const char *from, const char *to) {
  struct iovec two[] = {{(void *) from, strlen(from) + 1}, {(void *) to, strlen(to)}};
  recordv(kind, 0, 0, 0, two, 2, two[0].iov_len + two[1].iov_len);
}

// ---- paths

// The path without `.`, `..` and empty names, in `out`. Whether it could be told.
static int absolute(int dir, const char *path, char *out) {
  char whole[2 * PATH_MAX];
  if (path[0] == '/') {
    snprintf(whole, sizeof whole, "%s", path);
  } else {
    char base[PATH_MAX];
    char link[64];
    snprintf(link, sizeof link, dir == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", dir);
    ssize_t n = readlink(link, base, sizeof base - 1);
    if (n < 0) {
      return 0;
    }
    base[n] = 0;
    snprintf(whole, sizeof whole, "%s/%s", base, path);
  }
  size_t length = 0;
  char *rest = whole;
  for (char *name = strsep(&rest, "/"); name != NULL; name = strsep(&rest, "/")) {
    if (name[0] == 0 || strcmp(name, ".") == 0) {
      continue;
    }
    if (strcmp(name, "..") == 0) {
      while (length > 0 && out[--length] != '/') {
      }
      continue;
    }
    size_t n = strlen(name);
    if (length + n + 2 > PATH_MAX) {
      return 0;
    }
    out[length++] = '/';
    memcpy(out + length, name, n);
    length += n;
  }
  out[length] = 0;
  return 1;
}

// The path below the root, "" for the root itself; NULL where it is elsewhere.
static const char *below(int dir, const char *path, char *space) {
  if (root_length == 0 || path == NULL || !absolute(dir, path, space) ||
      strncmp(space, root, root_length) != 0) {
    return NULL;
  }
  if (space[root_length] == 0) {
    return "";
  }
  const char *name = space + root_length + 1;
  return space[root_length] != '/' || (except != NULL && fnmatch(except, name, 0) == 0) ? NULL
                                                                                        : name;
}

static struct file *file_of(int fd) {
  return fd >= 0 && fd < MOST_FILES && files[fd].handle != 0 ? &files[fd] : NULL;
}

static int is_notes(const struct file *file) {
  return file != NULL && file->handle == NOTES;
}

static void forget(int fd) {
  struct file *file = file_of(fd);
  if (file != NULL) {
    free(file->path);
    memset(file, 0, sizeof *file);
  }
}

static void remember(int fd, uint32_t handle, const char *path, int flags) {
  if (fd >= MOST_FILES) {
    stop("so many files", path);
  }
  forget(fd);
  files[fd] = (struct file){handle, (flags & O_DSYNC) != 0, strdup(path)};
}

// ---- faults

static int action_of(const char *word) {
  if (strcmp(word, "SHORT") == 0) {
    return SHORT_WRITE;
  }
  if (strcmp(word, "SWALLOW") == 0) {
    return SWALLOW;
  }
  return strcmp(word, "EIO") == 0      ? EIO
         : strcmp(word, "ENOSPC") == 0 ? ENOSPC
         : strcmp(word, "EROFS") == 0  ? EROFS
                                       : EINVAL;
}

// Rules stand on lines of their own: operation (open, write, truncate, name, sync, space, or any),
// pattern of paths (after `!`: of those not meant), pattern of thread names, what happens (EIO,
// ENOSPC, EROFS; SHORT, of writes; SWALLOW, of syncs), how often it does not at first, how often it
// then does (-1: always). They are read again when the number before them is another.
static void rules(void) {
  uint64_t now = __atomic_load_n(&control->generation, __ATOMIC_ACQUIRE);
  if (now == rule_generation) {
    return;
  }
  rule_generation = now;
  rule_count = 0;
  char text[PAGE];
  memcpy(text, control->text, PAGE);
  text[PAGE - 1] = 0;
  char *rest = text;
  for (char *line = strsep(&rest, "\n"); line != NULL && rule_count < MOST_RULES;
       line = strsep(&rest, "\n")) {
    struct rule *r = &rule[rule_count];
    char action[16];
    if (sscanf(line, "%15s %255s %31s %15s %ld %ld", r->op, r->glob, r->thread, action, &r->skip,
               &r->count) == 6) {
      r->action = action_of(action);
      rule_count++;
    }
  }
}

static int concerns(const struct rule *r, const char *op, const char *path, const char *thread) {
  int not = r->glob[0] == '!';
  int swallows = r->action == SWALLOW;
  return (strcmp(r->op, op) == 0 || (strcmp(r->op, "any") == 0 && strcmp(op, "space") != 0)) &&
         (swallows ? strcmp(op, "sync") == 0 : 1) &&
         (fnmatch(r->glob + not, path, 0) == 0) != not && fnmatch(r->thread, thread, 0) == 0;
}

// What is to happen to this call; 0: nothing special.
static int fault(const char *op, const char *path) {
  if (control == NULL) {
    return 0;
  }
  rules();
  char thread[17] = "";
  if (rule_count > 0) {
    prctl(PR_GET_NAME, thread);
  }
  for (int i = 0; i < rule_count; i++) {
    struct rule *r = &rule[i];
    if (!concerns(r, op, path, thread) || r->count == 0) {
      continue;
    }
    if (r->skip > 0) {
      r->skip--;
      continue;
    }
    if (r->count > 0) {
      r->count--;
    }
    __atomic_add_fetch(&control->hits[i], 1, __ATOMIC_RELEASE);
    if (r->action != SWALLOW) {
      record(FAULT, 0, r->action, 0, path, strlen(path));
    }
    return r->action;
  }
  return 0;
}

// ---- opening and closing

static int open_at(int dir, const char *path, int flags, mode_t mode) {
  char space[PATH_MAX];
  const char *name = below(dir, path, space);
  int is_note = name == NULL && notes != NULL && path != NULL && strcmp(path, notes) == 0;
  if (name == NULL && !is_note) {
    return (int) syscall(SYS_openat, dir, path, flags, mode);
  }
  if ((flags & O_TMPFILE) == O_TMPFILE) {
    stop("a file without a name", path);
  }
  pthread_mutex_lock(&lock);
  int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0;
  int error = writes && !is_note ? fault("open", name) : 0;
  int fd = -1;
  if (error > 0) {
    errno = error;
  } else {
    fd = (int) syscall(SYS_openat, dir, path, flags, mode);
  }
  if (fd >= 0 && is_note) {
    remember(fd, NOTES, "", 0);
  } else if (fd >= 0) {
    remember(fd, ++handles, name, flags);
    int what = (flags & O_CREAT ? MAY_CREATE : 0) | (flags & O_TRUNC ? TRUNCATES : 0);
    record(OPEN, handles, what, 0, name, strlen(name));
  }
  pthread_mutex_unlock(&lock);
  return fd;
}

#define MODE_ARGUMENT(flags)                                                                       \
  mode_t mode = 0;                                                                                 \
  if (((flags) & O_CREAT) != 0 || ((flags) & O_TMPFILE) == O_TMPFILE) {                            \
    va_list arguments;                                                                             \
    va_start(arguments, flags);                                                                    \
    mode = va_arg(arguments, mode_t);                                                              \
    va_end(arguments);                                                                             \
  }

int open(const char *path, int flags, ...) {
  MODE_ARGUMENT(flags)
  return open_at(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE_ARGUMENT(flags)
  return open_at(AT_FDCWD, path, flags, mode);
}

int openat(int dir, const char *path, int flags, ...) {
  MODE_ARGUMENT(flags)
  return open_at(dir, path, flags, mode);
}

int openat64(int dir, const char *path, int flags, ...) {
  MODE_ARGUMENT(flags)
  return open_at(dir, path, flags, mode);
}

// What open becomes where its caller was built with checks.
int __open_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __openat_2(int dir, const char *path, int flags) { return open_at(dir, path, flags, 0); }
int __openat64_2(int dir, const char *path, int flags) { return open_at(dir, path, flags, 0); }

int creat(const char *path, mode_t mode) {
  return open_at(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int creat64(const char *path, mode_t mode) { return creat(path, mode); }

static FILE *stream(const char *real, const char *path, const char *mode) {
  char space[PATH_MAX];
  if (strpbrk(mode, "wa+") != NULL && below(AT_FDCWD, path, space) != NULL) {
    stop("a stream of stdio", path);
  }
  return ((FILE * (*) (const char *, const char *)) dlsym(RTLD_NEXT, real))(path, mode);
}

FILE *fopen(const char *path, const char *mode) { return stream("fopen", path, mode); }
FILE *fopen64(const char *path, const char *mode) { return stream("fopen64", path, mode); }

FILE *fdopen(int fd, const char *mode) {
  struct file *file = file_of(fd);
  if (file != NULL && strpbrk(mode, "wa+") != NULL) {
    stop("a stream of stdio", file->path);
  }
  return ((FILE * (*) (int, const char *)) dlsym(RTLD_NEXT, "fdopen"))(fd, mode);
}

int close(int fd) {
  pthread_mutex_lock(&lock);
  forget(fd);
  int result = (int) syscall(SYS_close, fd);
  pthread_mutex_unlock(&lock);
  return result;
}

static int duplicated(int from, int to) {
  if (to >= 0) {
    forget(to);
    struct file *file = file_of(from);
    if (file != NULL) {
      remember(to, file->handle, file->path, file->synced ? O_DSYNC : 0);
    }
  }
  return to;
}

int dup(int fd) {
  pthread_mutex_lock(&lock);
  int result = duplicated(fd, (int) syscall(SYS_dup, fd));
  pthread_mutex_unlock(&lock);
  return result;
}

int dup3(int from, int to, int flags) {
  pthread_mutex_lock(&lock);
  int result = duplicated(from, (int) syscall(SYS_dup3, from, to, flags));
  pthread_mutex_unlock(&lock);
  return result;
}

int dup2(int from, int to) {
  return from == to ? (int) syscall(SYS_fcntl, from, F_GETFD) < 0 ? -1 : to : dup3(from, to, 0);
}

static int control_of(int fd, int command, void *argument) {
  struct file *file = file_of(fd);
  if (file != NULL && (command == F_DUPFD || command == F_DUPFD_CLOEXEC)) {
    stop("a copied descriptor", file->path);
  }
  return (int) syscall(SYS_fcntl, fd, command, argument);
}

#define POINTER_ARGUMENT(last)                                                                     \
  va_list arguments;                                                                               \
  va_start(arguments, last);                                                                       \
  void *argument = va_arg(arguments, void *);                                                      \
  va_end(arguments);

int fcntl(int fd, int command, ...) {
  POINTER_ARGUMENT(command)
  return control_of(fd, command, argument);
}

int fcntl64(int fd, int command, ...) {
  POINTER_ARGUMENT(command)
  return control_of(fd, command, argument);
}

// ---- syncing

static void take_time(void) {
  if (sync_micros > 0) {
    struct timespec time = {sync_micros / 1000000, sync_micros % 1000000 * 1000};
    nanosleep(&time, NULL);
  }
}

// Two records, because it covers only what was written before it began, and nothing until it ends.
static int sync_file(int fd, uint32_t handle, const char *path) {
  (void) fd;
  int64_t number = ++syncs;
  int error = fault("sync", path);
  if (error == SWALLOW) {
    return 0;
  }
  record(SYNC_BEGIN, handle, number, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  take_time();
  pthread_mutex_lock(&lock);
  record(SYNC_END, handle, number, error, NULL, 0);
  if (error > 0) {
    errno = error;
    return -1;
  }
  return 0;
}

static int sync_of(long number, int fd) {
  pthread_mutex_lock(&lock);
  struct file *file = file_of(fd);
  int result;
  if (file == NULL || is_notes(file)) {
    pthread_mutex_unlock(&lock);
    return (int) syscall(number, fd);
  }
  char path[PATH_MAX]; // the file may be closed meanwhile
  snprintf(path, sizeof path, "%s", file->path);
  result = sync_file(fd, file->handle, path);
  pthread_mutex_unlock(&lock);
  return result;
}

int fsync(int fd) { return sync_of(SYS_fsync, fd); }
int fdatasync(int fd) { return sync_of(SYS_fdatasync, fd); }

// Begins to write and promises nothing: no metadata, no flush of the disk's own cache.
int sync_file_range(int fd, off64_t from, off64_t length, unsigned flags) {
  return file_of(fd) != NULL ? 0 : (int) syscall(SYS_sync_file_range, fd, from, length, flags);
}

void sync(void) { stop("sync", root); }

int syncfs(int fd) {
  (void) fd;
  stop("syncfs", root);
}

// ---- writing

static size_t length_of(const struct iovec *data, int count) {
  size_t sum = 0;
  for (int i = 0; i < count; i++) {
    sum += data[i].iov_len;
  }
  return sum;
}

// The first half of what was to be written; in `out` as many pieces as there are in `data`.
static int halve(const struct iovec *data, int count, struct iovec *out) {
  size_t left = (length_of(data, count) + 1) / 2;
  int used = 0;
  while (left > 0) {
    size_t n = data[used].iov_len < left ? data[used].iov_len : left;
    out[used] = (struct iovec){data[used].iov_base, n};
    left -= n;
    used++;
  }
  return used;
}

// Writes at `offset`, or where the file stands if that is negative.
static ssize_t writev_at(int fd, const struct iovec *data, int count, off64_t offset, int flags) {
  pthread_mutex_lock(&lock);
  struct file *file = file_of(fd);
  ssize_t result = -1;
  struct iovec half[count + 1];
  int error = file == NULL || is_notes(file) ? 0 : fault("write", file->path);
  if (is_notes(file)) {
    result = (ssize_t) length_of(data, count);
    recordv(NOTE, 0, 0, 0, data, count, (size_t) result);
  } else if (error > 0) {
    errno = error;
  } else {
    if (error == SHORT_WRITE && length_of(data, count) > 1) {
      count = halve(data, count, half);
      data = half;
    }
    result = offset < 0 ? syscall(SYS_writev, fd, data, count)
                        : syscall(SYS_pwritev2, fd, data, count, offset, offset >> 32, flags);
    if (result > 0) {
      off64_t at = offset < 0 ? syscall(SYS_lseek, fd, 0, SEEK_CUR) - result : offset;
      recordv(WRITE, file->handle, at, 0, data, count, (size_t) result);
      if (file->synced || (flags & (RWF_DSYNC | RWF_SYNC)) != 0) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s", file->path);
        result = sync_file(fd, file->handle, path) < 0 ? -1 : result;
      }
    }
  }
  pthread_mutex_unlock(&lock);
  return result;
}

static ssize_t write_at(int fd, const void *data, size_t length, off64_t offset) {
  struct iovec one = {(void *) data, length};
  return writev_at(fd, &one, 1, offset, 0);
}

ssize_t write(int fd, const void *data, size_t length) {
  return file_of(fd) == NULL ? syscall(SYS_write, fd, data, length) : write_at(fd, data, length, -1);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
  return file_of(fd) == NULL ? syscall(SYS_pwrite64, fd, data, length, offset)
                             : write_at(fd, data, length, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  return pwrite(fd, data, length, offset);
}

ssize_t writev(int fd, const struct iovec *data, int count) {
  return file_of(fd) == NULL ? syscall(SYS_writev, fd, data, count)
                             : writev_at(fd, data, count, -1, 0);
}

ssize_t pwritev2(int fd, const struct iovec *data, int count, off_t offset, int flags) {
  return file_of(fd) == NULL
             ? syscall(SYS_pwritev2, fd, data, count, offset, offset >> 32, flags)
             : writev_at(fd, data, count, offset, flags);
}

ssize_t pwritev64v2(int fd, const struct iovec *data, int count, off64_t offset, int flags) {
  return pwritev2(fd, data, count, offset, flags);
}

ssize_t pwritev(int fd, const struct iovec *data, int count, off_t offset) {
  return pwritev2(fd, data, count, offset, 0);
}

ssize_t pwritev64(int fd, const struct iovec *data, int count, off64_t offset) {
  return pwritev2(fd, data, count, offset, 0);
}

// Callers that are told that the kernel cannot do it copy by reading and writing.
ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t n, unsigned f) {
  if (file_of(out) != NULL) {
    errno = ENOSYS;
    return -1;
  }
  return syscall(SYS_copy_file_range, in, in_at, out, out_at, n, f);
}

ssize_t sendfile64(int out, int in, off64_t *at, size_t n) {
  if (file_of(out) != NULL) {
    errno = EINVAL;
    return -1;
  }
  return syscall(SYS_sendfile, out, in, at, n);
}

ssize_t sendfile(int out, int in, off_t *at, size_t n) { return sendfile64(out, in, at, n); }

ssize_t splice(int in, off64_t *in_at, int out, off64_t *out_at, size_t n, unsigned flags) {
  if (file_of(out) != NULL) {
    errno = EINVAL;
    return -1;
  }
  return syscall(SYS_splice, in, in_at, out, out_at, n, flags);
}

static void *map(void *at, size_t length, int protection, int flags, int fd, off64_t offset) {
  struct file *file = (flags & MAP_ANONYMOUS) != 0 ? NULL : file_of(fd);
  if (file != NULL && (flags & MAP_TYPE) != MAP_PRIVATE && (protection & PROT_WRITE) != 0) {
    stop("a shared writable mapping", file->path);
  }
  return (void *) syscall(SYS_mmap, at, length, protection, flags, fd, offset);
}

void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
  return map(at, length, protection, flags, fd, offset);
}

void *mmap64(void *at, size_t length, int protection, int flags, int fd, off64_t offset) {
  return map(at, length, protection, flags, fd, offset);
}

// ---- sizes

int ftruncate(int fd, off_t size) {
  pthread_mutex_lock(&lock);
  struct file *file = file_of(fd);
  int error = file == NULL ? 0 : fault("truncate", file->path);
  int result = -1;
  if (error > 0) {
    errno = error;
  } else {
    result = (int) syscall(SYS_ftruncate, fd, size);
    if (result == 0 && file != NULL) {
      record(TRUNCATE, file->handle, size, 0, NULL, 0);
    }
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

int truncate(const char *path, off_t size) {
  int fd = open_at(AT_FDCWD, path, O_WRONLY, 0);
  if (fd < 0) {
    return -1;
  }
  int result = ftruncate(fd, size);
  int error = errno;
  close(fd);
  errno = error;
  return result;
}

int truncate64(const char *path, off64_t size) { return truncate(path, size); }

static void allocated(const struct file *file, int mode, off64_t from, off64_t length,
                      off64_t before) {
  if ((mode & (FALLOC_FL_COLLAPSE_RANGE | FALLOC_FL_INSERT_RANGE)) != 0) {
    stop("a range taken out or put in", file->path);
  }
  off64_t end = from + length;
  if ((mode & (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_ZERO_RANGE)) != 0) {
    off64_t most = (mode & FALLOC_FL_KEEP_SIZE) != 0 && end > before ? before : end;
    if (most > from) {
      record(ZERO, file->handle, from, most - from, NULL, 0);
    }
  } else if ((mode & FALLOC_FL_KEEP_SIZE) == 0 && end > before) {
    record(TRUNCATE, file->handle, end, 0, NULL, 0);
  }
}

int fallocate(int fd, int mode, off_t from, off_t length) {
  pthread_mutex_lock(&lock);
  struct file *file = file_of(fd);
  int error = file == NULL ? 0 : fault("truncate", file->path);
  int result = -1;
  if (error > 0) {
    errno = error;
  } else {
    struct stat before = {0};
    if (file != NULL) {
      fstat(fd, &before);
    }
    result = (int) syscall(SYS_fallocate, fd, mode, from, length);
    if (result == 0 && file != NULL) {
      allocated(file, mode, from, length, before.st_size);
    }
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int fallocate64(int fd, int mode, off64_t from, off64_t length) {
  return fallocate(fd, mode, from, length);
}

int posix_fallocate(int fd, off_t from, off_t length) {
  return fallocate(fd, 0, from, length) == 0 ? 0 : errno;
}

int posix_fallocate64(int fd, off64_t from, off64_t length) {
  return posix_fallocate(fd, from, length);
}

// The space that is free is none where a rule of `space` says so.
static int is_full(const char *path) {
  char space[PATH_MAX];
  const char *name = below(AT_FDCWD, path, space);
  if (name == NULL) {
    return 0;
  }
  pthread_mutex_lock(&lock);
  int full = fault("space", name) > 0;
  pthread_mutex_unlock(&lock);
  return full;
}

#define STATVFS(name)                                                \
  int name(const char *path, struct name *out) {                     \
    int (*real)(const char *, struct name *) = dlsym(RTLD_NEXT, #name); \
    int result = real(path, out);                                    \
    if (result == 0 && is_full(path)) {                              \
      out->f_bfree = out->f_bavail = 0;                              \
    }                                                                \
    return result;                                                   \
  }

STATVFS(statvfs64)
STATVFS(statvfs)

// ---- names

// Does one call on names; `from` is where it looks for rules and what is recorded with `to`.
static int name_call(enum kind kind, const char *from, const char *to, long number, long a, long b,
                     long c, long d, long e) {
  pthread_mutex_lock(&lock);
  int error = fault("name", from);
  int result = -1;
  if (error > 0) {
    errno = error;
  } else {
    result = (int) syscall(number, a, b, c, d, e);
    if (result == 0 && to != NULL) {
      record_two(kind, from, to);
    } else if (result == 0) {
      record(kind, 0, 0, 0, from, strlen(from));
    }
  }
  pthread_mutex_unlock(&lock);
  return result;
}

static void moved(const char *from, const char *to) {
  pthread_mutex_lock(&lock);
  for (int fd = 0; fd < MOST_FILES; fd++) {
    if (files[fd].handle != 0 && strcmp(files[fd].path, from) == 0) {
      free(files[fd].path);
      files[fd].path = strdup(to);
    }
  }
  pthread_mutex_unlock(&lock);
}

int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags) {
  char a[PATH_MAX];
  char b[PATH_MAX];
  const char *old = below(from_dir, from, a);
  const char *new = below(to_dir, to, b);
  if (old == NULL && new == NULL) {
    return (int) syscall(SYS_renameat2, from_dir, from, to_dir, to, flags);
  }
  if (old == NULL || new == NULL || (flags & RENAME_EXCHANGE) != 0) {
    stop("a rename", from);
  }
  int result = name_call(RENAME, old, new, SYS_renameat2, from_dir, (long) from, to_dir, (long) to,
                         flags);
  if (result == 0) {
    moved(old, new);
  }
  return result;
}

int renameat(int from_dir, const char *from, int to_dir, const char *to) {
  return renameat2(from_dir, from, to_dir, to, 0);
}

int rename(const char *from, const char *to) {
  return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlinkat(int dir, const char *path, int flags) {
  char space[PATH_MAX];
  const char *name = below(dir, path, space);
  return name == NULL ? (int) syscall(SYS_unlinkat, dir, path, flags)
                      : name_call((flags & AT_REMOVEDIR) != 0 ? RMDIR : UNLINK, name, NULL,
                                  SYS_unlinkat, dir, (long) path, flags, 0, 0);
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int remove(const char *path) {
  int result = unlink(path);
  return result < 0 && errno == EISDIR ? rmdir(path) : result;
}

int mkdirat(int dir, const char *path, mode_t mode) {
  char space[PATH_MAX];
  const char *name = below(dir, path, space);
  return name == NULL ? (int) syscall(SYS_mkdirat, dir, path, mode)
                      : name_call(MKDIR, name, NULL, SYS_mkdirat, dir, (long) path, mode, 0, 0);
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int linkat(int from_dir, const char *from, int to_dir, const char *to, int flags) {
  char a[PATH_MAX];
  char b[PATH_MAX];
  const char *old = below(from_dir, from, a);
  const char *new = below(to_dir, to, b);
  if (old == NULL && new == NULL) {
    return (int) syscall(SYS_linkat, from_dir, from, to_dir, to, flags);
  }
  if (old == NULL || new == NULL) {
    stop("a link", from);
  }
  return name_call(LINK, old, new, SYS_linkat, from_dir, (long) from, to_dir, (long) to, flags);
}

int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int symlinkat(const char *target, int dir, const char *path) {
  char space[PATH_MAX];
  if (below(dir, path, space) != NULL) {
    stop("a symbolic link", path);
  }
  return (int) syscall(SYS_symlinkat, target, dir, path);
}

int symlink(const char *target, const char *path) { return symlinkat(target, AT_FDCWD, path); }

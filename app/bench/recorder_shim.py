"""Makes the operating system fail at one call: compiled, and loaded before the C library."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

CALLS: Final = ("write", "fdatasync", "fsync", "open", "rename", "ftruncate", "fallocate", "others")
KILL: Final = -1
KILL_HALFWAY: Final = -2
SHORT: Final = -3

_SOURCE: Final = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long count;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static long number(const char *name) {
    const char *text = getenv(name);
    return text ? atol(text) : 0;
}

static void note(const char *what, const char *path) {
    const char *log = getenv("FAULT_LOG");
    if (!log) return;
    int (*open_)(const char *, int, ...) = real("open");
    ssize_t (*write_)(int, const void *, size_t) = real("write");
    int file = open_(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    char line[512];
    int size = snprintf(line, sizeof line, "%s %s\n", what, path);
    if (file < 0) return;
    write_(file, line, size);
    close(file);
}

/* 0: go on; else an errno, or what to do instead (see the Python side). */
static int fault(const char *what, const char *path) {
    const char *root = getenv("FAULT_ROOT");
    if (!root || !path || !strstr(path, root)) return 0;
    note(what, path);
    long at = number("FAULT_AT"), many = number("FAULT_MANY"), now = count++;
    if (at < 0 || now < at || now >= at + many) return 0;
    int code = (int)number("FAULT_CODE");
    if (code == -1 || (code == -2 && strcmp(what, "write"))) kill(getpid(), SIGKILL);
    if (code == -3 && strcmp(what, "write")) return 0;
    return code;
}

static int fault_of(const char *what, int file) {
    int kept = errno;
    char link[64], path[512];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, path, sizeof path - 1);
    errno = kept;
    if (size < 0) return 0;
    path[size] = 0;
    return fault(what, path);
}

ssize_t write(int file, const void *data, size_t size) {
    ssize_t (*next)(int, const void *, size_t) = real("write");
    int code = fault_of("write", file);
    if (code > 0) { errno = code; return -1; }
    if (code == -3 && size > 1) return next(file, data, size / 2);
    if (code == -2) { next(file, data, size / 2); kill(getpid(), SIGKILL); }
    return next(file, data, size);
}

#define ON_FILE(name, what) \
    int name(int file) { \
        int (*next)(int) = real(#name); \
        int code = fault_of(what, file); \
        if (code > 0) { errno = code; return -1; } \
        return next(file); \
    }
ON_FILE(fdatasync, "fdatasync")
ON_FILE(fsync, "fsync")

#define ON_OPEN(name) \
    int name(const char *path, int flags, ...) { \
        int (*next)(const char *, int, ...) = real(#name); \
        va_list more; va_start(more, flags); \
        mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0; \
        va_end(more); \
        int code = fault("open", path); \
        if (code > 0) { errno = code; return -1; } \
        return next(path, flags, mode); \
    }
ON_OPEN(open)
ON_OPEN(open64)

#define ON_CUT(name) \
    int name(int file, off_t size) { \
        int (*next)(int, off_t) = real(#name); \
        int code = fault_of("ftruncate", file); \
        if (code > 0) { errno = code; return -1; } \
        return next(file, size); \
    }
ON_CUT(ftruncate)
ON_CUT(ftruncate64)

#define ON_ROOM(name) \
    int name(int file, off_t first, off_t size) { \
        int (*next)(int, off_t, off_t) = real(#name); \
        int code = fault_of("fallocate", file); \
        return code > 0 ? code : next(file, first, size); \
    }
ON_ROOM(posix_fallocate)
ON_ROOM(posix_fallocate64)

int rename(const char *old, const char *new) {
    int (*next)(const char *, const char *) = real("rename");
    int code = fault("rename", old);
    if (code > 0) { errno = code; return -1; }
    return next(old, new);
}

#define ON_PATH(name) \
    int name(const char *path) { \
        int (*next)(const char *) = real(#name); \
        int code = fault("others", path); \
        if (code > 0) { errno = code; return -1; } \
        return next(path); \
    }
ON_PATH(unlink)

int mkdir(const char *path, mode_t mode) {
    int (*next)(const char *, mode_t) = real("mkdir");
    int code = fault("others", path);
    if (code > 0) { errno = code; return -1; }
    return next(path, mode);
}
"""


def compiled(folder: Path) -> Path | None:
    """The library, made with the C compiler that is there; None without one."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or os.name != "posix":
        return None
    source, library = folder / "faults.c", folder / "faults.so"
    source.write_text(_SOURCE, encoding="ascii")
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"]
    done = subprocess.run(command, capture_output=True, check=False)
    return library if done.returncode == 0 else None


def environment(
    library: Path, root: Path, at: int, many: int, code: int, log: Path
) -> dict[str, str]:
    """What makes a process fail: its calls on files under `root`, from number `at` on."""
    return {
        **os.environ,
        "LD_PRELOAD": str(library),
        "FAULT_ROOT": str(root),
        "FAULT_AT": str(at),
        "FAULT_MANY": str(many),
        "FAULT_CODE": str(code),
        "FAULT_LOG": str(log),
    }

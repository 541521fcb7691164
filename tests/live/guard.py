"""Runs a command and ends it, with all that it started, as soon as standard input closes.

In: the command as arguments. Out: its exit status. A test that panics or is killed closes the pipe, so that no
server, worker or flow run of it lives on. Flow runs stand in sessions of their own: the whole tree of processes is
looked up, not only the group.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

GRACE_SECONDS = 8


def parents():
    """The parent of each process."""
    if not Path("/proc/self/stat").exists():
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=False).stdout
        return {int(pid): int(parent) for pid, parent in (line.split() for line in listed.splitlines())}
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name of the program stands in parentheses and may hold anything.
            found[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    return found


def tree(root):
    """A process and all that descend from it."""
    of, found = parents(), [root]
    for process in found:
        found += [pid for pid, parent in of.items() if parent == process]
    return found


def signal_all(processes, number):
    for pid in processes:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def end(child):
    started = tree(child.pid)
    signal_all([child.pid], signal.SIGTERM)
    try:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(GRACE_SECONDS)
    except (ProcessLookupError, subprocess.TimeoutExpired):
        pass
    signal_all(started, signal.SIGKILL)
    os._exit(143)


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)
    ending = threading.Event()

    def watch():
        while os.read(0, 1024):
            pass
        ending.set()
        end(child)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    status = child.wait()
    if ending.is_set():
        # The command is gone, what it started may not be: the watcher ends this process when all is.
        watcher.join()
    # Not sys.exit: the watcher still waits for its input.
    os._exit(status if status >= 0 else 128 - status)


if __name__ == "__main__":
    main()

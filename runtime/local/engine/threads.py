"""Threads for blocking work that nobody has to wait for: one that never returns does not keep the process alive.

    threads = Threads(256)
    threads.submit(work).add_done_callback(print)
    threads.end()                # what has not begun is cancelled

`ThreadPoolExecutor` would wait for all of its threads when the interpreter ends, for a hanging task without end.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any

Work = tuple["Future[Any]", Callable[[], Any]]


class Threads:
    """Started when they are needed, up to a number; more work waits in line."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._queue: SimpleQueue[Work | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._count = 0
        self._idle = 0
        """Threads that wait for work nobody has put in the queue yet."""

    def submit(self, work: Callable[[], Any]) -> "Future[Any]":
        """Do this in a thread."""
        future: Future[Any] = Future()
        self._queue.put((future, work))
        with self._lock:
            if self._idle:
                self._idle -= 1
            elif self._count < self._most:
                self._count += 1
                threading.Thread(target=self._serve, name="statemill-task", daemon=True).start()
        return future

    def end(self) -> None:
        """Cancel what has not begun; threads end when they are done with what they do."""
        while True:
            try:
                waiting = self._queue.get_nowait()
            except Empty:
                break
            if waiting is not None:
                waiting[0].cancel()
        for _ in range(self._count):
            self._queue.put(None)

    def _serve(self) -> None:
        while (work := self._next()) is not None:
            future, call = work
            if future.set_running_or_notify_cancel():
                try:
                    result = call()
                except BaseException as error:
                    future.set_exception(error)
                else:
                    future.set_result(result)

    def _next(self) -> Work | None:
        try:
            return self._queue.get_nowait()
        except Empty:
            with self._lock:
                self._idle += 1
            return self._queue.get()

"""A Spark session that says nothing and, on this machine, keeps nothing and listens on loopback only."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from homeward.errors import InputError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

HERE = "local[*]"
_QUIET = {
    "spark.app.name": "homeward",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.eventLog.enabled": "false",
    "spark.log.level": "OFF",  # a failed task's trace may quote what it worked on
    "spark.executor.syncLogLevel.enabled": "true",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.adaptive.coalescePartitions.enabled": "true",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
    "spark.sql.files.maxPartitionBytes": "16m",  # parts that a worker holds in memory
    "spark.python.worker.reuse": "true",  # what is known of a word stays known from one task to the next
}
_LOCAL = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.io.encryption.enabled": "true",
}


@contextmanager
def open_session(master: str = HERE) -> Iterator[SparkSession]:
    """Yield a session at `master`; what it writes aside lies in a folder that is gone when it ends.

    At a master elsewhere every machine needs this project, as `PYSPARK_PYTHON` finds it there.
    """
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.sql import SparkSession
    except ImportError:
        raise InputError("input.usage", "Spark is not installed; it is the extra homeward[spark]") from None

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = _QUIET | {"spark.master": master}
    if master.startswith("local"):
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        settings |= _LOCAL
    with tempfile.TemporaryDirectory(prefix="homeward-spark-") as folder:
        conf = SparkConf(loadDefaults=False)
        for name, value in {**settings, "spark.local.dir": folder, "spark.sql.warehouse.dir": folder}.items():
            conf.set(name, value)
        gateway = _launch(conf)
        session = SparkSession(SparkContext(conf=conf, gateway=gateway))
        try:
            yield session
        finally:
            session.stop()
            gateway.shutdown()
            SparkContext._gateway = SparkContext._jvm = None
            gateway.proc.stdin.close()  # the word on which Spark's process ends
            gateway.proc.wait()


def _launch(conf: Any) -> Any:
    """Start Spark's own process without a voice: its first lines heed no setting."""
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway

    try:
        return launch_gateway(conf, {"stderr": subprocess.DEVNULL})
    except PySparkRuntimeError:
        raise InputError("input.usage", "Spark did not start; it needs Java 17 or newer") from None

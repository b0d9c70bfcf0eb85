"""Loaded before Django's settings: a test run writes into a folder of its own and reads no PORTAL_ variable."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_KEPT = {"PORTAL_PYTHON"}

for _name in [name for name in os.environ if name.startswith("PORTAL_") and name not in _KEPT]:
    del os.environ[_name]
_var = tempfile.mkdtemp(prefix="minh-bach-test-")
os.mkdir(os.path.join(_var, "static"))
os.environ["PORTAL_VAR"] = _var
os.environ["PORTAL_DEMO"] = "0"
atexit.register(shutil.rmtree, _var, ignore_errors=True)

"""A class on one machine: everyone who has an account there logs in with its password. See hub.md."""

import os
import subprocess
from pathlib import Path
from pwd import getpwnam

COURSE = Path(os.environ.get("DOWNHILL_COURSE", "/opt/downhill"))  # belongs to root; students read it
FOLDER = "downhill"  # what each student finds in their home: a copy of the chapters to work in
# Run as the student in their home: at the first login, or after they have given the folder another name.
COPY = f'cd && {{ test -e {FOLDER} || cp -r --no-preserve=mode "{COURSE}/notebooks" {FOLDER}; }}'


def hand_out(spawner):
    """Give a student a copy of the chapters, unless they have one: what they have written is never touched."""
    student = getpwnam(spawner.user.name)
    subprocess.run(["sh", "-c", COPY], user=student.pw_uid, group=student.pw_gid, extra_groups=[], check=True,
                   env={"PATH": os.environ["PATH"], "HOME": student.pw_dir})


c = get_config()  # noqa: F821
c.JupyterHub.bind_url = "http://:8000"
c.Authenticator.allow_all = True  # all who have an account; or name them: c.Authenticator.allowed_users = {...}
c.Spawner.cmd = [str(COURSE / ".venv/bin/jupyterhub-singleuser")]
c.Spawner.pre_spawn_hook = hand_out
c.Spawner.default_url = f"/lab/tree/{FOLDER}/00_start_here.ipynb"
c.Spawner.start_timeout = c.Spawner.http_timeout = 300  # thirty at once take longer than one
# A thread a student: thirty that take all cores wait for each other.
c.Spawner.environment = {"OPENBLAS_NUM_THREADS": "1"}
c.Spawner.args = [
    # Kernels are reached through sockets in the student's home, which nobody else can open, not through ports of the
    # machine: of thirty that start at once, two choose the same now and then.
    "--KernelManager.transport=ipc",
    # A closed tab leaves its kernel running. One that has done nothing for an hour is ended, and gives its memory back.
    "--MappingKernelManager.cull_idle_timeout=3600",
]

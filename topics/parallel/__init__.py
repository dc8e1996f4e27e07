"""Parallel work: processes of this machine, dask workers, SLURM jobs."""

# These move work and change no number, so that no key holds their versions.
LIBRARIES = ("joblib", "threadpoolctl", "distributed", "dask", "dask-jobqueue")

"""Parallel work: processes of this machine, dask workers, SLURM jobs."""

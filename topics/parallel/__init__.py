"""Where work runs: processes of this machine, dask workers, SLURM jobs."""

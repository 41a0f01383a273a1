"""Every read of the monitoring room."""

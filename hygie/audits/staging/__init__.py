"""What was read of a report, waiting on disk until it is applied or dropped: memory stays bounded whatever its size."""

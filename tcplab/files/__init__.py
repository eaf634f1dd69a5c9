"""Lab files, lessons, captures, exports: the outside world on disk. No Qt."""

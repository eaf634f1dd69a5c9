"""Plots of a run over its time; the only place that knows pyqtgraph."""

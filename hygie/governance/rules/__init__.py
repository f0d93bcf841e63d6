"""Rules of governance: plain values in, plain values out."""

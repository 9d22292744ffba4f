"""The catalogue: one module a group, one function a fault. Importing a module enters its faults."""

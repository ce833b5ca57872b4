"""Says why sequence data does not fit a saved Keras model, and cures it."""

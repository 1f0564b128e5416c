"""Ways to the EMR over HTTP and through a folder, and the look-up of patients in it."""

"""Clinical language, English and Mandarin: what words mean and how they are written."""

"""Pages that hold no patient's record: settings, models, lexicon, licences, set-up."""

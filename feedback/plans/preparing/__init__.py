"""The desk where a document that was brought in is put right before it is published."""

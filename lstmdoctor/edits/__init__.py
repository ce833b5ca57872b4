"""What may be done to data; `lstmdoctor.edits.registry` names all of it."""

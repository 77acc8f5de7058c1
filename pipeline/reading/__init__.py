"""Reading: sources to pages of rows.  `pages.read_page` is the room's one public function."""

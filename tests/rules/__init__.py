"""What each rule says, and when it says nothing."""

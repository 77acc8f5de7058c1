"""Every sample paper scanned and photographed: no verified value is wrong."""

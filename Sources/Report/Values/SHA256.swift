import Files

/// What keys and stored files are told apart by.
typealias SHA256 = Files.SHA256

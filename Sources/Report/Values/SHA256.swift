import Files

/// The digest that identifies keys and stored files.
typealias SHA256 = Files.SHA256

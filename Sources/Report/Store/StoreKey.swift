/// What a result in the store depends on.
protocol StoreKey {
    /// All of it; two keys are the same where their canonical JSON is.
    var value: Value { get }
}

extension StoreKey {
    /// The address in the store: hexadecimal, 64 digits.
    var digest: String { SHA256.hex(value.canonicalJSON.utf8) }
}

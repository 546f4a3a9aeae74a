/// A value of a result that changed.
public struct ValueChange: Codable, Sendable {
    /// The path that reports write after the label of its cell: "shift.best"; that of the old report for a value that the
    /// new one lacks.
    public let path: String
    /// For a value of a table its row and column: "shift · Fit"; nil for other values.
    public let name: String?
    /// The old value: a number, or the word in its place, such as "open"; nil where the old result does not have it.
    public let old: Value?
    /// The same for the new result.
    public let new: Value?
    /// The standard error of the old value; nil without one.
    public let oldError: Double?
    /// The same for the new value.
    public let newError: Double?
    /// New minus old; nil unless both are finite numbers.
    public let difference: Double?
    /// |Δ| over the larger magnitude of both; nil unless both are finite numbers.
    public let relative: Double?
    /// |Δ|/max(σ_old, σ_new), or |Δ| over the only known error; nil where neither is finite and above 0.
    ///
    /// Results of the same data are correlated, so that errors do not add in quadrature: a change is given in units of
    /// the larger error, which states its size and not its probability.
    public let sigmas: Double?

    /// - Parameter tolerance: relative; values that differ by less count as equal.
    /// - Returns: nil where both are equal.
    init?(old: ResultValues.Entry?, new: ResultValues.Entry?, tolerance: Double) {
        path = new?.path ?? old?.path ?? ""
        name = new?.name ?? old?.name
        (self.old, self.new) = (old?.value, new?.value)
        (oldError, newError) = (old?.error, new?.error)
        let numbers = (old?.value.double, new?.value.double)
        guard let before = numbers.0, let after = numbers.1, before.isFinite, after.isFinite else {
            if old?.value == new?.value || numbers.0?.isNaN == true && numbers.1?.isNaN == true { return nil }
            (difference, relative, sigmas) = (nil, nil, nil)
            return
        }
        let difference = after - before
        let scale = max(abs(before), abs(after))
        guard abs(difference) > tolerance * scale else { return nil }
        self.difference = difference
        // Halves, where the difference is beyond the largest number.
        relative = abs(after / scale - before / scale)
        let error = [oldError, newError].compactMap { $0 }.filter { $0.isFinite && $0 > 0 }.max()
        sigmas = error.map { abs(difference) / $0 }
    }

    /// Whether both are numbers, of which one may be infinite or NaN.
    var isOfNumbers: Bool { old?.double != nil && new?.double != nil }

    /// Whether it is a long list, of which only the length and a digest are known.
    var isOfList: Bool { [old, new].contains { $0.flatMap(LongList.count) != nil } }

    /// Whether a number with an error is no longer a number, such as a best fit that is now NaN or "open".
    var isLostNumber: Bool {
        let had = old?.double?.isFinite == true && oldError?.isFinite == true
        return had && new?.double?.isFinite != true
    }
}

/// The old and the new one of two things, of which one may lack.
enum Paired {
    /// Pairs of elements with the same name, in the order of the new ones; elements that only the old list has come
    /// last.
    static func matched<Element>(
        _ old: [Element], _ new: [Element], by name: (Element) -> String
    ) -> [(name: String, old: Element?, new: Element?)] {
        var before: [String: [Element]] = [:]
        for element in old.reversed() { before[name(element), default: []].append(element) }
        var pairs: [(name: String, old: Element?, new: Element?)] = new.map { element in
            (name(element), before[name(element)]?.popLast(), element)
        }
        for element in old {
            // Of equal names the first ones were taken.
            guard let left = before[name(element)]?.popLast() else { continue }
            pairs.append((name(element), left, nil))
        }
        return pairs
    }
}

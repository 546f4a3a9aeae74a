/// A value of a result that is another one in the new report.
public struct ValueChange: Codable, Sendable {
    /// As reports name it behind the label of its cell: "shift.best"; as in the old report where the new one has it no more.
    public let path: String
    /// Of a value of a table, row and column: "shift · Fit"; nil where the path says what it is.
    public let name: String?
    /// A number, or the word that stands for one: "open"; nil where the old result does not have it.
    public let old: Value?
    /// The same of the new result.
    public let new: Value?
    /// Its standard error; nil where there is none.
    public let oldError: Double?
    /// The same of the new result.
    public let newError: Double?
    /// New less old; nil unless both are finite numbers.
    public let difference: Double?
    /// |Δ| over the larger magnitude of both; nil unless both are finite numbers.
    public let relative: Double?
    /// |Δ|/max(σ_old, σ_new), or over the one that is known; nil where neither is finite and above 0.
    ///
    /// Results of the same data are correlated, so that errors do not add in quadrature: a change is told in units of the
    /// larger error, which says how much it matters, not how likely chance makes it.
    public let sigmas: Double?

    /// - Parameter tolerance: relative; what differs by less is the same.
    /// - Returns: nil where they are the same.
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

    /// Whether it is a list of which only the number of elements and a digest are known.
    var isOfList: Bool { [old, new].contains { $0.flatMap(LongList.count) != nil } }

    /// Whether a number that had an error is none any more, such as a best fit that is now NaN or "open".
    var isLostNumber: Bool {
        let had = old?.double?.isFinite == true && oldError?.isFinite == true
        return had && new?.double?.isFinite != true
    }
}

/// The old and the new one of two things, of which one may lack.
enum Paired {
    /// Elements of the same name side by side, in the order of the new ones; those that only the old ones have come last.
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

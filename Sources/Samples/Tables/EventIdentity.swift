/// What identifies an event: its id where it has one, or else its row.
///
/// All that a sample decides event by event follows from it: which use an event has, the same at every template, and
/// where it stands in the order. So neither the order of rows nor the number of files that they are in changes
/// anything, if there are ids.
struct EventIdentity: Sendable, Equatable {
    private let bits: UInt64

    /// - Parameter id: any number; +0 and −0 are the same.
    init(id: Double) { bits = Self.mixed((id + 0).bitPattern ^ 0x5bd1_e995_97f4_a7c5) }

    /// - Parameter row: the row of the event in its file, from 0.
    init(row: Int) { bits = Self.mixed(UInt64(row) ^ 0x2545_f491_4f6c_dd1d) }

    /// The use of every event with this identity.
    var split: EventSplit {
        let part = Double(bits >> 11) * 0x1p-53
        return part < 0.8 ? .training : part < 0.9 ? .selection : .validation
    }

    /// A pseudo-random number, independent of ``split``.
    var order: UInt64 { Self.mixed(bits &+ 0x9e37_79b9_7f4a_7c15) }

    /// A digest of the numbers of one event.
    static func digest(_ values: some Sequence<Float>) -> UInt64 {
        values.reduce(0x1234_5678_9abc_def0) { mixed($0 ^ UInt64(($1 + 0).bitPattern)) }
    }

    /// The finalizer of SplitMix64 (Steele, Lea and Flood 2014): a bijection of 64 bits that mixes all of them.
    static func mixed(_ value: UInt64) -> UInt64 {
        var bits = value &+ 0x9e37_79b9_7f4a_7c15
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }
}

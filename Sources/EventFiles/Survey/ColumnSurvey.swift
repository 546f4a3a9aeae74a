/// A summary of the values of a column: counts and extremes of all values, and a sample for quantiles.
public struct ColumnSurvey: Sendable, Equatable {
    /// More different values than this are many.
    static let mostValues = 24

    /// A value and its frequency.
    public struct Value: Sendable, Hashable, Codable {
        /// The value.
        public let value: Double
        /// The number of rows with it.
        public let count: Int
    }

    /// Counts, extremes and moments of all values.
    public let statistics: EventColumnStatistics
    /// All different finite values, the lowest first; nil if there are more than `mostValues`.
    public let values: [Value]?
    /// Whether all finite values are whole numbers.
    public let isWhole: Bool
    /// Finite values of rows that were chosen by their numbers, in ascending order: all values if there are few.
    public let sample: [Double]

    /// The value below which a fraction of the finite values lies, from the sample; nil if there are none.
    ///
    /// - Parameter part: from 0 to 1.
    public func quantile(_ part: Double) -> Double? {
        guard let last = sample.indices.last else { return nil }
        let place = min(max(0, part), 1) * Double(last)
        let low = Int(place)
        guard low < last else { return sample[last] }
        let fraction = place - Double(low)
        return sample[low] * (1 - fraction) + sample[low + 1] * fraction
    }

    /// The sample in bins between robust ends; nil if there are no finite values.
    ///
    /// - Parameter bins: at most this many.
    public func histogram(bins: Int) -> ColumnHistogram? {
        guard let (lowest, highest) = ends else { return nil }
        return ColumnHistogram(sample, from: lowest, to: highest, bins: bins, areWhole: isWhole)
    }

    /// Where a picture of the values begins and ends: at the outermost ones, or where these lie far out, between which 99 %
    /// of all are.
    private var ends: (Double, Double)? {
        guard let lowest = statistics.minimum, let highest = statistics.maximum else { return nil }
        guard values == nil, sample.count >= 200, let low = quantile(0.005), let high = quantile(0.995), low < high
        else { return (lowest, highest) }
        let margin = high / 10 - low / 10
        return (low - lowest <= margin ? lowest : low, highest - high <= margin ? highest : high)
    }
}

/// The numbers of values in bins of equal width.
public struct ColumnHistogram: Sendable, Hashable, Codable {
    /// The lower end of the first bin.
    public let lower: Double
    /// The upper end of the last bin.
    public let upper: Double
    /// The number of values in each bin.
    public let counts: [Int]
    /// The number of values below all bins.
    public let below: Int
    /// The number of values above all bins.
    public let above: Int

    /// - Parameters:
    ///   - areWhole: whether all values are whole numbers: then all bins contain the same number of them, and there may
    ///     be fewer bins.
    init(_ values: [Double], from lowest: Double, to highest: Double, bins: Int, areWhole: Bool) {
        var (lower, upper, count) = (lowest, highest, max(1, bins))
        if areWhole, highest - lowest < 0x1p52 {
            let width = max(1, ((highest - lowest + 1) / Double(count)).rounded(.up))
            count = Int(((highest - lowest + 1) / width).rounded(.up))
            lower = lowest - 0.5
            upper = lower + width * Double(count)
        }
        // Halves, because the difference of two finite numbers need not be finite.
        let half = upper / 2 - lower / 2
        if half <= 0 { count = 1 }
        var (counts, below, above) = ([Int](repeating: 0, count: count), 0, 0)
        for value in values {
            if value < lower {
                below += 1
            } else if value > upper {
                above += 1
            } else {
                let place = half > 0 ? (value / 2 - lower / 2) / half * Double(count) : 0
                counts[min(count - 1, Int(place))] += 1
            }
        }
        (self.lower, self.upper, self.counts, self.below, self.above) = (lower, upper, counts, below, above)
    }

    private static let blocks: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// A character for each bin, with a height proportional to its content relative to the fullest bin; blank only for
    /// an empty bin.
    public var sketch: String {
        let most = counts.max() ?? 0
        return String(
            counts.map { count in
                most == 0 ? " " : Self.blocks[(count * 8 + most - 1) / most]
            })
    }
}

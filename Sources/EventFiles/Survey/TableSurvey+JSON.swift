extension TableSurvey: Encodable {
    private struct Record: Encodable {
        struct Column: Encodable {
            let name: String
            let type: String
            let count: Int
            var unread: String?
            var nan: Int?
            var infinite: Int?
            var zero: Int?
            var negative: Int?
            var minimum: Double?
            var maximum: Double?
            var mean: Double?
            var deviation: Double?
            var values: [ColumnSurvey.Value]?
            var quantiles: [String: Double]?
            var sampled: Int?
            var histogram: ColumnHistogram?
        }

        let name: String
        let kind: String
        let rows: Int
        let columns: [Column]
    }

    /// Bins of the histograms that programs get.
    private static let bins = 24
    private static let parts = [("0.005", 0.005), ("0.16", 0.16), ("0.5", 0.5), ("0.84", 0.84), ("0.995", 0.995)]

    /// For programs: an object with `name`, `kind`, `rows` and `columns`, each with counts, extremes, mean, quantiles and a
    /// histogram, or with `unread`, the reason why it was not read.
    public func encode(to encoder: any Encoder) throws {
        let columns = self.columns.map { column in
            var record = Record.Column(
                name: column.column.name, type: column.column.type.description, count: column.column.count)
            switch column.content {
            case .unread(let why): record.unread = why
            case .numbers(let survey):
                let statistics = survey.statistics
                (record.nan, record.infinite) = (statistics.nanCount, statistics.infiniteCount)
                (record.zero, record.negative) = (statistics.zeroCount, statistics.negativeCount)
                (record.minimum, record.maximum) = (statistics.minimum, statistics.maximum)
                // Sums of large numbers may leave the range of floats, which JSON has no word for.
                record.mean = statistics.mean.flatMap { $0.isFinite ? $0 : nil }
                record.deviation = statistics.standardDeviation.flatMap { $0.isFinite ? $0 : nil }
                record.values = survey.values
                record.quantiles = Dictionary(
                    uniqueKeysWithValues: Self.parts.compactMap { name, part in
                        survey.quantile(part).map { (name, $0) }
                    })
                record.sampled = survey.sample.count
                record.histogram = survey.histogram(bins: Self.bins)
            }
            return record
        }
        try Record(name: table.name, kind: table.kind, rows: table.rowCount, columns: columns).encode(to: encoder)
    }
}

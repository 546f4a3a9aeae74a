extension Manifest {
    /// A part of a cell's work, as the cell's manifest lists it.
    struct Part: Sendable, Equatable {
        enum Outcome: Sendable, Equatable {
            /// The key of its result in the store.
            case key(String)
            case failed(String)
        }

        let label: String
        let outcome: Outcome

        var isFailed: Bool {
            if case .failed = outcome { true } else { false }
        }

        /// "toy 3, toy 17"; of many parts only the first ones.
        static func names(_ parts: [Part]) -> String {
            let shown = parts.prefix(5).map(\.label).joined(separator: ", ")
            return parts.count > 5 ? "\(shown) and \(parts.count - 5) more" : shown
        }
    }

    var failedParts: [Part] { parts.filter(\.isFailed) }
}

extension Manifest.Part {
    var value: Value {
        switch outcome {
        case .key(let key): ["label": .string(label), "key": .string(key)]
        case .failed(let message): ["label": .string(label), "failed": .string(message)]
        }
    }

    /// nil where the value is damaged.
    init?(value: Value) {
        guard let label = value[path: "label"]?.string else { return nil }
        if let key = value[path: "key"]?.string {
            self.init(label: label, outcome: .key(key))
        } else if let message = value[path: "failed"]?.string {
            self.init(label: label, outcome: .failed(message))
        } else {
            return nil
        }
    }
}

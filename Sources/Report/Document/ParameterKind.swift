/// What a parameter's default tells of the values that may replace it.
enum ParameterKind: Equatable {
    /// A text, or an empty value, which any value may replace.
    case text
    case number, truth, list, mapping

    var words: String {
        switch self {
        case .text: "a text"
        case .number: "a number"
        case .truth: "true or false"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }

    var remedy: String? {
        switch self {
        case .text, .list, .mapping: nil
        case .number, .truth: "a default in quotes may be replaced by any text"
        }
    }
}

extension SourceNode {
    /// The kind of values that may replace it if it is the default of a parameter.
    var parameterKind: ParameterKind {
        switch content {
        case .sequence: return .list
        case .mapping: return .mapping
        case .scalar(let text, let plain):
            guard plain, !isNull else { return .text }
            if ["true", "false", "yes", "no", "on", "off"].contains(text.lowercased()) { return .truth }
            let digits = text.replacing("_", with: "")
            let isNumber = digits.contains { $0.isASCII && $0.isNumber } && !digits.lowercased().contains("x")
            return isNumber && Double(digits) != nil ? .number : .text
        }
    }
}

/// Elements `<text>`: the runs of a text one behind the other, anchored as the layout meant it, so that it stands in its
/// place in any font of about the same widths.
enum SVGText {
    /// Whether every run begins where the previous one ends, or a little later. Stacked scripts do not.
    static func flows(_ runs: [TextLine.Run]) -> Bool {
        zip(runs, runs.dropFirst()).allSatisfy { $1.x > $0.end - 0.005 && $1.x < $0.end + $0.size / 4 }
    }

    /// The element of a text with at least one run; the attributes are those besides its position.
    static func element(_ text: PlacedText, _ runs: [TextLine.Run], attributes: SVGAttributes) -> String {
        var attributes = attributes
        let anchored = flows(runs)
        let baseline = text.box.y + text.ascent
        let origin = Point(text.position.x + (anchored ? 0 : text.box.x), text.position.y + baseline)
        let first = runs[0]
        attributes.set("x", origin.x + (anchored ? 0 : first.x))
        attributes.set("y", origin.y)
        if text.rotation != 0 {
            let centre = "\(SVGNumber.text(text.position.x)) \(SVGNumber.text(text.position.y))"
            attributes.set("transform", "rotate(\(SVGNumber.text(-text.rotation * 180 / .pi)) \(centre))")
        }
        // What the first run shares with all others is the element's.
        let styles = runs.map(\.classes)
        let common = styles.allSatisfy { $0 == styles[0] } ? styles[0] : []
        attributes.classes += common
        var body = ""
        var (end, height) = (first.x, 0.0)
        for run in runs {
            var inner = SVGAttributes(classes: run.classes.filter { !common.contains($0) })
            let gap = run.x - end
            if abs(gap) > 0.005 {
                if anchored { inner.set("dx", gap) } else { inner.set("x", origin.x + run.x) }
            }
            if abs(run.baseline - height) > 0.005 { inner.set("dy", run.baseline - height) }
            if run.size != text.size { inner.set("font-size", run.size) }
            (end, height) = (run.end, run.baseline)
            let words = SVGWriter.escaped(run.text)
            body += inner.isEmpty ? words : "<tspan\(inner.text)>\(words)</tspan>"
        }
        return "<text\(attributes.text)>\(body)</text>"
    }
}

extension TextLine.Run {
    fileprivate var end: Double { x + width }

    fileprivate var classes: [String] { (italic ? ["i"] : []) + (bold ? ["b"] : []) }
}

/// The attributes of an element, in the order in which they were set; the classes first.
struct SVGAttributes {
    var classes: [String] = []
    private var others: [(name: String, value: String)] = []

    init(classes: [String] = []) {
        self.classes = classes
    }

    var isEmpty: Bool { classes.isEmpty && others.isEmpty }

    mutating func set(_ name: String, _ value: String) {
        others.append((name, value))
    }

    mutating func set(_ name: String, _ value: Double) {
        others.append((name, SVGNumber.text(value)))
    }

    /// The attributes, each after a space; their values must not need escapes.
    var text: String {
        let all = (classes.isEmpty ? [] : [("class", classes.joined(separator: " "))]) + others
        return all.map { " \($0.0)=\"\($0.1)\"" }.joined()
    }
}

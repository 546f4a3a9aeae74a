/// The frames of a drawing as elements that paint nothing: where each lies, and what its axes map onto it.
///
/// A script reads from them what a place stands for. `data-x` and `data-y` are the values at the left and right, the lower
/// and upper edge, and the axis' kind where it is not linear: `log`, or `names` of categories. `data-x-name` is what the
/// axis shows, with its unit. `data-z` are the values of the first and last colour of a map.
enum SVGPanels {
    static func elements(_ frames: [Drawing.PanelFrame]) -> String {
        frames.map { panel in
            element(panel.main, panel.scale) + (panel.lower.map { element($0, nil) } ?? "")
        }.joined()
    }

    private static func element(_ map: CoordinateMap, _ scale: ColourReading?) -> String {
        var attributes = SVGAttributes()
        attributes.set("x", map.frame.x)
        attributes.set("y", map.frame.y)
        attributes.set("width", map.frame.width)
        attributes.set("height", map.frame.height)
        for (name, axis) in [("x", map.x), ("y", map.y)] {
            attributes.set("data-\(name)", limits(axis))
            let words = axis.titleText().plain
            if !words.isEmpty { attributes.set("data-\(name)-name", SVGWriter.escaped(words)) }
        }
        if let scale {
            attributes.set("data-z", "\(number(scale.range.lowerBound)) \(number(scale.range.upperBound))")
            attributes.set("data-z-name", SVGWriter.escaped(scale.title.plain))
        }
        return "<rect\(attributes.text)/>\n"
    }

    private static func limits(_ axis: Axis) -> String {
        let window = "\(number(axis.limits.lowerBound)) \(number(axis.limits.upperBound))"
        if !axis.names.isEmpty { return window + " names" }
        return axis.scale == .logarithmic ? window + " log" : window
    }

    /// As short as it can be written within a millionth: finer than what is drawn.
    private static func number(_ value: Double) -> String {
        let text = String(format: "%.7g", value)
        return Double(text) == value.rounded() && abs(value) < 1e7 ? String(Int(value.rounded())) : text
    }
}

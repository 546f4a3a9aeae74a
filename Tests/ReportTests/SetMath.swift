extension String {
    /// The TeX in the place of every formula that KaTeX has set, so that a test need not know how KaTeX sets it.
    var withTeX: String {
        var result = ""
        var rest = self[...]
        while let start = rest.firstMatch(of: /<span class="katex(-display)?">/)?.range {
            result += rest[..<start.lowerBound]
            var depth = 0
            var end = start.lowerBound
            for tag in rest[start.lowerBound...].matches(of: /<(\/?)span\b[^>]*>/) {
                depth += tag.output.1.isEmpty ? 1 : -1
                end = tag.range.upperBound
                if depth == 0 { break }
            }
            let formula = rest[start.lowerBound..<end]
            result += formula.firstMatch(of: /<annotation[^>]*>([\s\S]*?)<\/annotation>/)?.output.1 ?? "no TeX"
            rest = rest[end...]
        }
        return result + rest
    }
}

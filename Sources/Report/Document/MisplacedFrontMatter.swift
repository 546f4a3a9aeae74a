/// Front matter at a place where it is not read, or in another format: its title, seed and parameters would be lost
/// without a message.
enum MisplacedFrontMatter {
    /// Whether a line assigns a value to a key of front matter, in any notation.
    static func isMember(_ line: String) -> Bool {
        let text = line.trimmed
        return FrontMatter.names.contains { text.hasPrefix("\($0):") || text.hasPrefix("\"\($0)\":") }
    }

    /// The same as TOML and MultiMarkdown write it; alone it may be a sentence.
    private static func isMemberElsewhere(_ line: String) -> Bool {
        if isMember(line) { return true }
        let text = line.trimmed
        guard let key = text.prefixMatch(of: /([A-Za-z-]+)\s*([:=])/) else { return false }
        let isAssignment = key.2 == "=" && text.first?.isLowercase ?? false
        return (key.2 == ":" || isAssignment) && isMember("\(key.1.lowercased()):")
    }

    /// A diagnostic if another front matter is in the text: its keys would be a heading, or a paragraph.
    ///
    /// - Parameter start: the first line after the front matter at the top.
    static func below(_ lines: [String], from start: Int, file: String) -> Diagnostic? {
        func diagnostic(_ index: Int, _ message: String, _ remedy: String) -> Diagnostic {
            Diagnostic(message, at: SourcePlace(file: file, line: index + 1, column: 1), remedy: remedy)
        }
        // Right behind the first, without a fence of its own.
        if start > 0, let first = lines[start...].firstIndex(where: { !$0.isBlank }), isMember(lines[first]),
            lines[(first + 1)...].prefix(while: { !$0.isBlank }).contains(where: {
                isMember($0) || FrontMatter.isFence($0)
            })
        {
            return diagnostic(
                first, "this looks like more front matter, and would be read as text", "put it before the line ---")
        }
        var code: Substring?
        for index in lines.indices.dropFirst(start) {
            let mark = codeFence(lines[index])
            if let open = code {
                if let mark, mark.hasPrefix(open), lines[index].trimmed.count == mark.count { code = nil }
                continue
            }
            if let mark {
                code = mark
                continue
            }
            guard FrontMatter.isFence(lines[index]),
                let first = lines[(index + 1)...].first(where: { !$0.hasPrefix("#") }), isMember(first),
                case let inside = lines[(index + 1)...].prefix(60),
                let close = inside.firstIndex(where: { FrontMatter.isFence($0) || FrontMatter.isEnd($0) }),
                lines[(index + 1)..<close].allSatisfy({
                    isKeyed($0) || $0.isBlank || $0.first == " " || $0.first == "#"
                })
            else { continue }
            return start > 0
                ? diagnostic(
                    index, "this looks like a second front matter, and would be read as text",
                    "put its keys into the first")
                : diagnostic(
                    index, "this looks like front matter, and would be read as text",
                    "put it at the very top, its first line --- on line 1")
        }
        return nil
    }

    /// The marks of the fence that a line opens or closes code with.
    private static func codeFence(_ line: String) -> Substring? {
        let text = line.drop { $0 == " " || $0 == ">" }
        for mark in ["`", "~"] as [Character] where text.hasPrefix(String(repeating: mark, count: 3)) {
            return text.prefix { $0 == mark }
        }
        return nil
    }

    /// `name: value`, also as JSON and TOML write it.
    private static func isKeyed(_ line: String) -> Bool {
        ["{", "}"].contains(line.trimmed)
            || line.firstMatch(of: /^(\{\s*)?"?[A-Za-z][\w-]*"?\s*[:=](\s|$)/) != nil
    }

    /// A diagnostic if the text begins with lines that are meant as front matter and would be read as prose: title,
    /// seed and parameters would be lost.
    static func atTop(_ lines: [String], file: String) -> Diagnostic? {
        var first = 0
        while lines.indices.contains(first) {
            let text = lines[first].trimmed
            if text.hasPrefix(Comment.opening) {
                guard let end = lines[first...].firstIndex(where: { $0.contains(Comment.closing) }) else { return nil }
                first = end
            } else if !text.isEmpty, !text.hasPrefix("#") {
                break
            }
            first += 1
        }
        guard lines.indices.contains(first) else { return nil }
        let place = SourcePlace(file: file, line: first + 1, column: 1)
        let paragraph = lines[first...].prefix { !$0.isBlank }.dropFirst()
        if isMemberElsewhere(lines[first]),
            paragraph.contains(where: { isMemberElsewhere($0) || FrontMatter.isFence($0) })
        {
            return Diagnostic(
                "this looks like front matter, and would be read as text", at: place,
                remedy:
                    "put it between two lines ---, the first of them on line 1; a colon of the text is written \\:")
        }
        if lines[first].trimmed.hasPrefix("{"),
            isMember(String(lines[first].trimmed.dropFirst())) || paragraph.first.map(isMember) ?? false
        {
            return Diagnostic(
                "this looks like front matter in JSON, and would be read as text", at: place,
                remedy: "write it as YAML, between two lines ---, the first of them on line 1")
        }
        if first == 0, lines[0].hasPrefix("% "), paragraph.first?.hasPrefix("%") ?? false {
            return Diagnostic(
                "this looks like the title block of Pandoc, and would be read as text", at: place,
                remedy: "write title: and authors: between two lines ---")
        }
        // As YAML in a block of code, which pages show and nobody reads.
        if let mark = codeFence(lines[first]),
            let inside = paragraph.first(where: { !FrontMatter.isFence($0) }), isMember(inside),
            case let info = lines[first].trimmed.dropFirst(mark.count).trimmed.lowercased(),
            ["", "yaml", "yml", "toml", "json"].contains(info)
        {
            return Diagnostic(
                "this looks like front matter in a block of code, and would be shown as it is", at: place,
                remedy: "put it between two lines ---, the first of them on line 1")
        }
        let fence = lines[first].filter { !$0.isInvisible || $0 == " " }.trimmed
        func isDash(_ character: Character) -> Bool {
            character.unicodeScalars.allSatisfy { $0.properties.generalCategory == .dashPunctuation }
        }
        // Whatever its keys are, a block of them between two rules is front matter.
        func isRuleLike(_ line: String) -> Bool {
            let text = line.filter { !$0.isInvisible }
            return !text.isEmpty && text.allSatisfy { "+=*_;%−─━⁃".contains($0) || isDash($0) }
                && (text.count > 1 || "–—―─━".contains(text))
        }
        let opening = isRuleLike(fence) ? fence[...] : fence.prefix { $0 != " " && $0 != "#" && !$0.isLetter }
        if isRuleLike(String(opening)), first > 0 || !FrontMatter.isFence(lines[first]),
            case let inside = lines[(first + 1)...].prefix(60), let close = inside.firstIndex(where: isRuleLike),
            close > first + 1,
            lines[first + 1..<close].allSatisfy({ isKeyed($0) || $0.isBlank || $0.first == " " }),
            isKeyed(lines[first + 1])
        {
            return Diagnostic(
                "this looks like front matter, and would be read as text", at: place,
                remedy: "begin it on line 1 with exactly three hyphens, and end it so")
        }
        let isRule = fence.count >= 2 && fence.allSatisfy { "-+–—−=".contains($0) }
        let next = lines.dropFirst(first + 1).first { !$0.isBlank && !$0.trimmed.hasPrefix("#") }
        guard isRule, let next, isMember(next), first > 0 || !FrontMatter.isFence(lines[first]) else { return nil }
        return Diagnostic(
            "this looks like front matter, and would be read as text", at: place,
            remedy: "begin it on line 1 with exactly three hyphens")
    }
}

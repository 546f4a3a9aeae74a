import Foundation

/// The folders of a target in the order that its README states, and what in the sources contradicts it.
///
/// A README states an order in a section `## Order of folders`, from the bottom, a line each: ``1. `Values` — what it
/// holds``. A file may name top-level types and functions of its own folder and of those with a smaller number.
struct FolderOrder {
    /// The target's folder.
    let target: URL
    /// Names of folders, the lowest first.
    let folders: [String]

    /// - Returns: nil where the target has no README with such a section.
    /// - Throws: what reading the README throws.
    init?(target: URL) throws {
        let readme = target.appendingPathComponent("README.md")
        guard FileManager.default.fileExists(atPath: readme.path),
            let folders = Self.stated(in: try String(contentsOf: readme, encoding: .utf8))
        else { return nil }
        self.target = target
        self.folders = folders
    }

    /// The names in the section's list; nil where there is no section.
    static func stated(in readme: String) -> [String]? {
        let lines = readme.components(separatedBy: .newlines)
        guard let heading = lines.firstIndex(where: { $0.hasPrefix("## Order of folders") }) else { return nil }
        let section = lines[(heading + 1)...].prefix { !$0.hasPrefix("#") }
        return section.compactMap { line in
            let parts = line.components(separatedBy: "`")
            guard parts.count >= 3, parts[0].hasSuffix(". "), Int(parts[0].dropLast(2)) != nil else { return nil }
            return parts[1]
        }
    }

    /// A Swift file and the folder of the target that it lies in.
    private struct File {
        let path: String
        let folder: String
        let source: SwiftSource
    }

    /// Sentences, a contradiction each; empty where the sources keep the order.
    ///
    /// - Throws: what reading the files throws.
    func contradictions() throws -> [String] {
        let files = try swiftFiles()
        let present = Set(files.map(\.folder))
        var result = present.subtracting(folders).sorted().map { folder in
            folder.isEmpty
                ? "\(target.lastPathComponent): Swift files lie in no folder"
                : "\(target.lastPathComponent): its README does not list the folder \(folder)"
        }
        result += folders.filter { !present.contains($0) }.map {
            "\(target.lastPathComponent): its README lists \($0), which holds no Swift file"
        }
        let names = Names(files.map { ($0.folder, $0.source) })
        for file in files { result += contradictions(in: file, names) }
        return result
    }

    private func contradictions(in file: File, _ names: Names) -> [String] {
        guard let own = folders.firstIndex(of: file.folder) else { return [] }
        let shadowed = names.nested(in: file.source)
        var seen: Set<String> = []
        return file.source.words.compactMap { word in
            guard let folder = names.folder(of: word), let place = folders.firstIndex(of: folder), place > own,
                !shadowed.contains(word.text), seen.insert(word.text).inserted
            else { return nil }
            return "\(target.lastPathComponent)/\(file.path):\(word.line): '\(file.folder)' (\(own + 1)) names "
                + "'\(word.text)' of '\(folder)' (\(place + 1))"
        }
    }

    private func swiftFiles() throws -> [File] {
        let root = target.standardizedFileURL.path + "/"
        let found = FileManager.default.enumerator(at: target, includingPropertiesForKeys: nil)?.compactMap {
            $0 as? URL
        }
        let paths = (found ?? []).map(\.standardizedFileURL.path).filter { $0.hasSuffix(".swift") }.sorted()
        return try paths.map { path in
            let inside = String(path.dropFirst(root.count))
            let parts = inside.split(separator: "/")
            return File(
                path: inside, folder: parts.count > 1 ? String(parts[0]) : "",
                source: SwiftSource(try String(contentsOfFile: path, encoding: .utf8)))
        }
    }
}

/// The names that a target declares at its top level, by folder, and those nested in its types.
private struct Names {
    private var types: [String: String] = [:]
    private var functions: [String: String] = [:]
    private var nested: [String: Set<String>] = [:]

    init(_ files: [(folder: String, source: SwiftSource)]) {
        for (folder, source) in files {
            for declaration in source.declarations {
                if let outermost = declaration.outermost {
                    if !declaration.isFunction { nested[outermost, default: []].insert(declaration.name) }
                } else if !declaration.isPrivate {
                    if declaration.isFunction {
                        functions[declaration.name] = folder
                    } else {
                        types[declaration.name] = folder
                    }
                }
            }
        }
    }

    /// The folder of the type that a word names, or of the function that it calls; nil where it does neither.
    func folder(of word: SwiftSource.Word) -> String? {
        // What follows a point is a member.
        if word.before == "." { return nil }
        if let folder = types[word.text] { return folder }
        return word.after == "(" ? functions[word.text] : nil
    }

    /// Names that mean something else in a file: types nested in those that it declares or extends, and its own private
    /// ones.
    func nested(in source: SwiftSource) -> Set<String> {
        source.outermostTypes.reduce(into: Set(source.declarations.filter(\.isPrivate).map(\.name))) { result, type in
            result.formUnion(nested[type] ?? [])
        }
    }
}

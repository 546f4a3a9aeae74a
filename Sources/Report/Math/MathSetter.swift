import Foundation
import Synchronization

/// Sets formulas, each once: TeX becomes HTML and MathML that need no script.
///
/// KaTeX is loaded when the first formula comes that no earlier run has kept, in a tenth of a second. What a report may use is limited: the length
/// and the nesting of a formula, the work that it makes (``MathEngine/Limits``) and the size of what comes of it.
final class MathSetter: Sendable {
    /// With the KaTeX of the system.
    static let shared = MathSetter()

    /// Longer than any formula that is meant to be read.
    static let longest = 10_000
    /// Deeper than any that can be read.
    static let deepest = 50
    /// Bytes of HTML.
    static let largest = 1 << 20

    private struct Key: Hashable {
        let tex: String
        let display: Bool
    }

    private struct State {
        var katex: Result<KaTeX, MissingKaTeX>?
        var engine: MathEngine?
        var known: [Key: Result<String, MathRefusal>] = [:]
        /// The size of all known formulas in bytes.
        var size = 0
        /// Formulas of earlier runs; nil to ignore them.
        var kept: KeptFormulas?
        /// New formulas, which earlier runs did not store.
        var fresh: Set<Key> = []
    }

    private let folder: URL
    private let state = Mutex(State())

    /// - Parameter folder: the folder of KaTeX.
    init(folder: URL = KaTeX.systemFolder) { self.folder = folder }

    /// A formula as finished HTML for a page.
    func html(_ tex: String, display: Bool) throws(MathRefusal) -> String {
        try state.withLock { state -> Result<String, MathRefusal> in
            let key = Key(tex: tex, display: display)
            if let known = state.known[key] { return known }
            let result = Result { () throws(MathRefusal) in try keptOrSet(key, &state) }
            // A process that shows many reports does not keep all of them.
            if state.size > 64 << 20 {
                state.known = [:]
                state.fresh = []
                state.size = 0
            }
            state.known[key] = result
            state.size += tex.utf8.count + ((try? result.get())?.utf8.count ?? 0)
            return result
        }.get()
    }

    /// Uses formulas of earlier runs.
    ///
    /// - Parameter formulas: their folder in a store.
    func look(in formulas: URL) {
        let kept = KeptFormulas(in: formulas, by: KaTeX.script(in: folder))
        state.withLock { $0.kept = kept }
    }

    /// Stores the new formulas for later runs.
    func keep() {
        state.withLock { state in
            guard let kept = state.kept, !state.fresh.isEmpty, kept.prepare() else { return }
            for key in state.fresh {
                guard let html = try? state.known[key]?.get() else { continue }
                guard kept.keep(html, of: key.tex, display: key.display) else { return }
            }
            state.fresh = []
        }
    }

    private func keptOrSet(_ key: Key, _ state: inout State) throws(MathRefusal) -> String {
        if let html = state.kept?.html(key.tex, display: key.display) { return html }
        let html = try set(key, &state)
        state.fresh.insert(key)
        return html
    }

    private func set(_ key: Key, _ state: inout State) throws(MathRefusal) -> String {
        if key.tex.unicodeScalars.count > Self.longest {
            throw MathRefusal(.excessive("is longer than \(Self.longest) characters"))
        }
        if let position = Self.tooDeep(key.tex) {
            throw MathRefusal(.excessive("nests deeper than \(Self.deepest)"), position: position)
        }
        switch try engine(&state).set(key.tex, display: key.display) {
        case .set(let html):
            guard html.utf8.count <= Self.largest else { throw MathRefusal(.excessive("makes too large a page")) }
            return html
        case .refused(let words, let position):
            throw MathRefusal(.refused(words), position: position)
        case .exceeded:
            state.engine = nil
            throw MathRefusal(.excessive("takes too much work to set"))
        case .tooDeep:
            throw MathRefusal(.excessive("nests deeper than KaTeX can follow"))
        }
    }

    private func engine(_ state: inout State) throws(MathRefusal) -> MathEngine {
        if let engine = state.engine { return engine }
        let folder = folder
        let found = state.katex ?? Result { () throws(MissingKaTeX) in try KaTeX(folder: folder) }
        state.katex = found
        let katex: KaTeX
        do {
            katex = try found.get()
        } catch {
            throw MathRefusal(.missing(error))
        }
        guard let engine = MathEngine(katex) else {
            throw MathRefusal(.missing(MissingKaTeX(path: KaTeX.script(in: folder).path)))
        }
        state.engine = engine
        return engine
    }

    /// Where braces, environments and delimiters nest too deep, in units of UTF-16.
    private static func tooDeep(_ tex: String) -> Int? {
        var depth = 0
        var position = 0
        var rest = tex.utf16[...]
        while let unit = rest.popFirst() {
            let start = position
            position += 1
            switch UnicodeScalar(unit) {
            case "{": depth += 1
            case "}": depth = max(0, depth - 1)
            case "\\":
                let letters = rest.prefix { $0 < 0x80 && UnicodeScalar($0)?.properties.isAlphabetic == true }
                let name = String(decoding: letters, as: UTF16.self)
                // Any other character after a backslash is a name of its own.
                let count = min(max(letters.count, 1), rest.count)
                rest = rest.dropFirst(count)
                position += count
                if name == "left" || name == "begin" { depth += 1 }
                if name == "right" || name == "end" { depth = max(0, depth - 1) }
            default: break
            }
            if depth > deepest { return start }
        }
        return nil
    }
}

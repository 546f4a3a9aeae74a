import CDuktape
import Foundation

/// KaTeX in Duktape. To be used by one thread at a time.
final class MathEngine {
    /// What one formula may take. Long ones in print take a tenth of it.
    struct Limits: Sendable {
        /// The largest number of requests for memory: about half a second of work, a matrix of 17 × 17.
        var requests = 500_000
        /// The largest amount of memory in bytes, including KaTeX itself.
        var memory = 128 << 20
    }

    /// What came of a formula.
    enum Outcome {
        case set(String)
        /// KaTeX's message and its position in the TeX, in units of UTF-16.
        case refused(String, position: Int?)
        /// One of the limits was reached; the engine can no longer be used.
        case exceeded
        /// The formula is nested too deeply for the engine.
        case tooDeep
    }

    private let limits: Limits
    private let budget: UnsafeMutablePointer<cduktape_budget>
    private let context: OpaquePointer

    /// - Returns: nil where the script does not run.
    init?(_ katex: KaTeX, limits: Limits = Limits()) {
        self.limits = limits
        budget = .allocate(capacity: 1)
        // KaTeX itself is trusted.
        budget.initialize(to: cduktape_budget(held: 0, memory: limits.memory, requests: .max, exceeded: false))
        guard let context = cduktape_create(budget) else {
            budget.deallocate()
            return nil
        }
        self.context = context
        guard run(katex.script).succeeded, run(Self.wrapper).succeeded else { return nil }
    }

    deinit {
        budget.pointee.requests = .max
        duk_destroy_heap(context)
        budget.deallocate()
    }

    /// A formula as HTML for display and MathML for screen readers.
    func set(_ tex: String, display: Bool) -> Outcome {
        budget.pointee.requests = limits.requests
        let (succeeded, answer) = run(tex, function: "fiducialSet", flag: display)
        if budget.pointee.exceeded { return .exceeded }
        guard succeeded, let answer else {
            let isTooDeep = answer?.hasPrefix("RangeError") ?? true
            return isTooDeep ? .tooDeep : .refused("KaTeX fails at it (\(answer ?? ""))", position: nil)
        }
        guard answer.first == "-" else { return .set(String(answer.dropFirst())) }
        let parts = answer.dropFirst().split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return .refused(Self.words(parts.count > 1 ? parts[1] : ""), position: Int(parts[0]))
    }

    /// KaTeX's message without what is said elsewhere: its name, and the formula with the place.
    private static func words(_ message: Substring) -> String {
        let words = message.trimmingPrefix("KaTeX parse error: ")
        let end = words.firstRange(of: #/ at (position \d+|end of input): /#)?.lowerBound ?? words.endIndex
        return String(words[..<end])
    }

    private func run(_ text: String, function: String? = nil, flag: Bool = false) -> (succeeded: Bool, text: String?) {
        Self.bytes(text).withUnsafeBufferPointer { bytes in
            func run(_ name: UnsafePointer<CChar>?) -> (Bool, String?) {
                var result: UnsafeMutablePointer<CChar>?
                var length = 0
                let succeeded = bytes.withMemoryRebound(to: CChar.self) { bytes in
                    var request = cduktape_request(
                        text: bytes.baseAddress, length: bytes.count, function: name, flag: flag)
                    return cduktape_run(context, &request, &result, &length)
                }
                defer { free(result) }
                return (succeeded, result.map { Self.text(UnsafeRawBufferPointer(start: $0, count: length)) })
            }
            return function.map { $0.withCString { run($0) } } ?? run(nil)
        }
    }

    /// A text as JavaScript sees it: in units of UTF-16, each written as UTF-8 writes a scalar of its number.
    private static func bytes(_ text: String) -> [UInt8] {
        guard text.unicodeScalars.contains(where: { $0.value > 0xFFFF }) else { return Array(text.utf8) }
        return text.utf16.flatMap { unit -> [UInt8] in
            switch unit {
            case ..<0x80: [UInt8(unit)]
            case ..<0x800: [0xC0 | UInt8(unit >> 6), 0x80 | UInt8(unit & 63)]
            default: [0xE0 | UInt8(unit >> 12), 0x80 | UInt8(unit >> 6 & 63), 0x80 | UInt8(unit & 63)]
            }
        }
    }

    /// The text of such bytes, in which half a character becomes U+FFFD.
    private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        // Half a character begins like this, and no whole one does.
        let hasHalves = bytes.indices.dropLast().contains { bytes[$0] == 0xED && bytes[$0 + 1] >= 0xA0 }
        guard hasHalves else { return String(decoding: bytes, as: UTF8.self) }
        var units: [UInt16] = []
        var index = 0
        func next() -> UInt16 {
            defer { index += 1 }
            return index < bytes.count ? UInt16(bytes[index]) : 0
        }
        while index < bytes.count {
            let first = next()
            switch first {
            case ..<0x80: units.append(first)
            case ..<0xE0: units.append((first & 31) << 6 | next() & 63)
            default: units.append((first & 15) << 12 | (next() & 63) << 6 | next() & 63)
            }
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// Answers `+HTML`, or `-position:message`. What would lead out of the page, or give it styles, is refused, and so
    /// is a `%` that would make the end of a formula vanish.
    ///
    /// Before that stands what KaTeX takes of ECMAScript 2015 and Duktape lacks.
    private static let wrapper = #"""
        Object.defineProperty(Array.prototype, "fill", {
            value: function (value) {
                for (var index = 0; index < this.length; index++) this[index] = value;
                return this;
            }
        });
        // KaTeX prints there what \\message and \\show ask for.
        function refusePrinting() { throw new katex.ParseError("\\message and \\show have no place in a report"); }
        console = {log: refusePrinting, warn: refusePrinting, error: refusePrinting, info: refusePrinting};
        function fiducialSet(tex, display) {
            try {
                return "+" + katex.renderToString(tex, {
                    displayMode: display, output: "htmlAndMathml", throwOnError: true,
                    maxExpand: 1000, maxSize: 100,
                    strict: function (code) { return code === "commentAtEnd" ? "error" : "ignore"; },
                    trust: function (context) {
                        var isLink = context.command === "\\href" || context.command === "\\url";
                        if (isLink && /^(https?|mailto)$/.test(context.protocol)) return true;
                        throw new katex.ParseError(context.command + " has no place in a report");
                    }
                });
            } catch (error) {
                if (!(error instanceof katex.ParseError)) throw error;
                return "-" + (error.position === undefined ? "" : error.position) + ":" + error.message;
            }
        }
        """#
}

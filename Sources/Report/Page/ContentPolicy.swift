import Foundation

/// What a page lets the browser do (Content Security Policy, level 3): run the scripts and apply the stylesheets that its
/// templates bring, and ask the network for nothing. Nothing that a report could smuggle in runs.
///
/// Attributes `style` stay allowed. KaTeX sets heights and distances by them, a formula its own, and figures their widths:
/// a hash for each would need 'unsafe-hashes' and grow with the page, and they cannot ask for anything, since nothing but
/// data may be loaded. Browsers that do not know `style-src-elem` allow all styles inside the page.
struct ContentPolicy {
    /// The texts of all `<script>` and `<style>` elements, as they stand in the page.
    let scripts: [String]
    let styles: [String]
    /// Whether the page may ask its server for updates.
    var isLive = false

    /// The policy as text for an attribute in double quotes.
    var text: String {
        """
        default-src 'none'; img-src data:; media-src data:; font-src data:; style-src 'unsafe-inline'; \
        style-src-elem \(Self.hashes(styles)); style-src-attr 'unsafe-inline'; script-src \(Self.hashes(scripts)); \
        base-uri 'none'; form-action 'none'\(isLive ? "; connect-src 'self'" : "")
        """
    }

    /// Each once, in a stable order.
    private static func hashes(_ texts: [String]) -> String {
        // Browsers read every end of a line as one character.
        let sources = texts.map { text in
            let hasReturns = text.utf8.contains(UInt8(ascii: "\r"))
            return Data(SHA256.digest((hasReturns ? text.replacing("\r\n", with: "\n") : text).utf8))
                .base64EncodedString()
        }
        return sources.isEmpty ? "'none'" : Set(sources).sorted().map { "'sha256-\($0)'" }.joined(separator: " ")
    }
}

import Files
import Foundation
import Testing

/// The examples of FIPS 180-4 (NIST, "SHA-256 Example" and the short-message vectors of CAVP).
@Suite struct SHA256Tests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
    ]) func reproducesThePublishedDigests(_ message: String, _ digest: String) {
        #expect(SHA256.hex(message.utf8) == digest)
        #expect(SHA256.hex(Data(message.utf8)) == digest)
    }

    @Test func reproducesTheDigestOfAMillionLetters() {
        #expect(
            SHA256.hex([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func dependsOnTheBytesAndNotOnHowTheyArrive() {
        let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 * 7) }
        for length in [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 300] {
            let whole = SHA256.hex(bytes.prefix(length))
            #expect(whole == SHA256.hex(AnySequence(bytes.prefix(length))))
        }
    }
}

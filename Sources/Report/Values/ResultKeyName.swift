/// How a property of a result is called in reports: `meanError` becomes `mean-error`, `covered95` becomes `covered-95`.
///
/// A hyphen stands before every capital letter, which becomes a small one, and before a number that follows a word of
/// two letters or more, so that `x0` stays as it is.
enum ResultKeyName {
    static func hyphenated(_ property: String) -> String {
        let isASCII = property.utf8.allSatisfy { $0 < 0x80 }
        return isASCII ? hyphenated(property.utf8) : hyphenated(characters: property)
    }

    /// Names of properties are nearly always ASCII, and every property of every result passes here.
    private static func hyphenated(_ property: String.UTF8View) -> String {
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard property.contains(where: { capitals.contains($0) || digits.contains($0) }) else {
            return String(property)
        }
        var name: [UInt8] = []
        name.reserveCapacity(property.count + 8)
        var word = 0
        for byte in property {
            if capitals.contains(byte) {
                if !name.isEmpty { name.append(UInt8(ascii: "-")) }
                name.append(byte | 0x20)
                word = 1
            } else if digits.contains(byte) {
                if word > 1 { name.append(UInt8(ascii: "-")) }
                name.append(byte)
                word = 0
            } else {
                name.append(byte)
                word = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? word + 1 : 0
            }
        }
        return String(decoding: name, as: UTF8.self)
    }

    private static func hyphenated(characters property: String) -> String {
        var name = ""
        var word = 0
        for character in property {
            if character.isUppercase {
                if !name.isEmpty { name.append("-") }
                name += character.lowercased()
                word = 1
            } else if character.isNumber {
                if word > 1 { name.append("-") }
                name.append(character)
                word = 0
            } else {
                name.append(character)
                word = character.isLetter ? word + 1 : 0
            }
        }
        return name
    }
}

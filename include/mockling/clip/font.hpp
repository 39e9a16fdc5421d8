// Owns: the shapes of printable ASCII as pen strokes, so that no font need be installed.
// Never knows: pixels, sizes in pixels.
// Used by: clip/lettering.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace mockling::clip {

// The em: capitals reach from y = 0 to the baseline at y = 12, descenders to y = 16.
inline constexpr int kBaseline = 12;
inline constexpr int kDescent = 4;
inline constexpr int kBlank = 5;        // width of the space
inline constexpr int kFigureWidth = 7;  // figures are equally wide, so that a counter does not jump
inline constexpr double kGap = 3.4;     // between the strokes of neighbouring glyphs
inline constexpr double kPenRadius = 0.85;

// Strokes separated by blanks; a point is two digits, x then y, in base 36. A plain stroke is a polyline, `~` a smooth
// curve that these points pull (quadratic B-spline), `*` the same closed.
inline constexpr std::array<std::string_view, 95> kGlyphs{{
    "",                              // space
    "0008 0c0c",                     // !
    "0003 3033",                     // "
    "202c 606c 0484 0888",           // #
    "~82800006868c0c0a 404c",        // $
    "800c *00303404 *58888c5c",      // %
    "~8c14105054070c5c87",           // &
    "0003",                          // '
    "~3004093e",                     // (
    "~0034390e",                     // )
    "3238 0367 6307",                // *
    "343a 0767",                     // +
    "1b0e",                          // ,
    "0757",                          // -
    "0c0c",                          // .
    "600d",                          // /
    "*00707c0c",                     // 0
    "13404c",                        // 1
    "~030070760c 0c7c",              // 2
    "~0200707636 ~36767c0c0a",       // 3
    "5c500878",                      // 4
    "701006 ~0624747c0c0a",          // 5
    "~600009 *05757c0c",             // 6
    "00702c",                        // 7
    "*10606616 *06767c0c",           // 8
    "*00707707 ~737b1c",             // 9
    "0505 0b0b",                     // :
    "1515 1b0e",                     // ;
    "63076b",                        // <
    "0565 0969",                     // =
    "03670b",                        // >
    "~0300707636 3638 3c3c",         // ?
    "*35757a3a ~747aaaa0000d8d",     // @
    "0c408c 1979",                   // A
    "000c ~00707606 ~06868c0c",      // B
    "~8370000c7c89",                 // C
    "000c ~00808c0c",                // D
    "70000c7c 0666",                 // E
    "70000c 0666",                   // F
    "~8370000c8c87 8747",            // G
    "000c 808c 0686",                // H
    "000c",                          // I
    "~60686c0c09",                   // J
    "000c 7007 258c",                // K
    "000c7c",                        // L
    "0c0048808c",                    // M
    "0c008c80",                      // N
    "*00808c0c",                     // O
    "0c00 ~00808707",                // P
    "*00808c0c 598d",                // Q
    "0c00 ~00808707 378c",           // R
    "~82800006868c0c0a",             // S
    "0080 404c",                     // T
    "~00080c8c8880",                 // U
    "004c80",                        // V
    "003c527ca0",                    // W
    "008c 800c",                     // X
    "004680 464c",                   // Y
    "00800c8c",                      // Z
    "30000e3e",                      // [
    "006d",                          // backslash
    "00303e0e",                      // ]
    "043064",                        // ^
    "0d7d",                          // _
    "0023",                          // `
    "*04747c0c 747c",                // a
    "000c *04747c0c",                // b
    "~7674040c7c7a",                 // c
    "707c *04747c0c",                // d
    "0878 ~7874040c6c7a",            // e
    "~5020242c 0454",                // f
    "*04747c0c ~747c7g1g",           // g
    "000c ~080464686c",              // h
    "040c 0000",                     // i
    "~343c3g0g 3030",                // j
    "000c 6409 276c",                // k
    "000c",                          // l
    "040c ~080454585c ~5854a4a8ac",  // m
    "040c ~080464686c",              // n
    "*04747c0c",                     // o
    "040g *04747c0c",                // p
    "747g *04747c0c",                // q
    "040c ~080454",                  // r
    "~66640408686c0c0a",             // s
    "~21292c5c 0454",                // t
    "~04080c6c6864 646c",            // u
    "043c64",                        // v
    "042c456c84",                    // w
    "046c 640c",                     // x
    "043c64 3c1g",                   // y
    "04640c6c",                      // z
    "~40202507 ~07292e4e",           // {
    "000e",                          // |
    "~00202547 ~47292e0e",           // }
    "~08245a76",                     // ~
}};

inline constexpr std::string_view kUnknownGlyph = "00707c0c00";

inline std::string_view glyph_strokes(char c) {
  return c >= ' ' && c <= '~' ? kGlyphs[static_cast<std::size_t>(c - ' ')] : kUnknownGlyph;
}

constexpr int glyph_coordinate(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

}  // namespace mockling::clip

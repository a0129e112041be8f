// SPDX-License-Identifier: MIT
#pragma once

#include "provider/example_key.h"

#include <string_view>

/// Private keys that open nothing.
namespace ddns::crypto_test {

/// RFC 7515, appendix A.2, as PKCS #1.
inline constexpr std::string_view rfc7515_key =
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "MIIEowIBAAKCAQEAofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd/wWJcyQoTbji9k0\n"
    "l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL+yRT+SFd2lZS+pC\n"
    "gNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb/7OMg0LOL+bSf63kpaSHSX\n"
    "ndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uD\n"
    "Zlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxXFvUK+DWNmoudF8NAco9/h9iaGNj8\n"
    "q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQIDAQABAoIBABKucaRpzQorw35S\n"
    "bEUAVx8dYXUdZOlJcHtiWQ+dC6V8ljxAHj/PLyzTveyI5QO/xkObCyjIL303l2cf\n"
    "UhPu2MFaJdjVzqACXuOrLot/eSFvxjvqVidTtAZExqFRJ9mylUVAoLvhowVWmC1O\n"
    "n95fZCXxTUtxNEG1Xcc7m0rtzJKs45J+N/V9DP1edYH6USyPSWGp6wuA+KgHRnKK\n"
    "Vf9GRx80JQY7nVNkL17eHoTWEwga+lwi0FEoW9Y7lDtWXYmKBWhUE+U8PGxlJf8f\n"
    "40493HDw1WRQ/aSLoS4QTp3rn7gYgeHEvfJdkkf0UMhlknlo53M09EFPdadQ4TlU\n"
    "bjqKc50CgYEA4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH/5IB3jw3bcxGn6QLvnE\n"
    "tfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw/Py5PJdTJNPY8cQn7ouZ2KKDcmnPG\n"
    "BY5t7yLc1QlQ5xHdwW1VhvKn+nXqhJTBgIPgtldC+KDV5z+y2XDwGUcCgYEAuQPE\n"
    "fgmVtjL0Uyyx88GZFF1fOunH3+7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYs\n"
    "p1ZSe7zFYHj7C6ul7TjeLQeZD/YwD66t62wDmpe/HlB+TnBA+njbglfIsRLtXlnD\n"
    "zQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdcCgYAHAp9XcCSrn8wVkMVkKdb7\n"
    "DOX4IKjzdahm+ctDAJN4O/y7OW5FKebvUjdAIt2GuoTZ71iTG+7F0F+lP88jtjP4\n"
    "U4qe7VHoewl4MKOfXZKTe+YCS1XbNvfgwJ3Ltyl1OH9hWvu2yza7q+d5PCsDzqtm\n"
    "27kxuvULVeya+TEdAB1ijQKBgQCH/3r6YrVH/uCWGy6bzV1nGNOdjKc9tmkfOJmN\n"
    "54dxdixdpozCQ6U4OxZrsj3FcOhHBsqAHvX2uuYjagqvo3cOj1TRqNocX40omfCC\n"
    "Mx3bD1yPPf/6TI2XECva/ggqEY2mYzmIiA5LVVmc5nrybr+lssFKneeyxN2Wq93S\n"
    "0iJMdQKBgCGHewxzoa1r8ZMD0LETNrToK423K377UCYqXfg5XMclbrjPbEC3YI1Z\n"
    "NqMtuhdBJqUnBi6tjKMF+34Xf0CUN8ncuXGO2CAYvO8PdyCixHX52ybaDjy1FtCE\n"
    "6yUXjoKNXKvUm7MWGsAYH6f4IegOetN5NvmUMFStCSkh7ixZLkN1\n"
    "-----END RSA PRIVATE KEY-----\n";

/// RSA, 1024 bits: short enough for examples.
inline constexpr std::string_view small_key = example_key;

/// The same with the password "x".
inline constexpr std::string_view small_key_encrypted =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIIC3TBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIQA5xZhqllwACAggA\n"
    "MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAECBBAyInykPADvmjM78A90t5BGBIIC\n"
    "gI3zEomy12iwvnR91k4Dn732a8SzJie2rT6RRXLHz9U8VcbcKyw2pZXu6VDcBKAK\n"
    "rNmCFjn7yHuEQ0lsK/yidxgNf5Lx86PketjjGEfySvK8YzTQ3+GAtNzywsUA/QQ+\n"
    "7G3jIbSwWq4iT77oBrUJm7yxdusBlLAWdlPIZTlPhoDuytQYSLOipqlY/9vk3nG1\n"
    "XzkfGFKKHHwSZSoXvKovaFFb/VMcp1R4bmOhbStuE0APA9tWWr1Cy8WvqcFFiO5B\n"
    "I2QBJbx0oXtnSLA91tEN0xkqT38npwSIKeQ3Zy5J+pSDAuAlWPLMQ40FEywloNRq\n"
    "Iqu7Y0fqBzOuMoAU5ldMnAYRoaNsWVoE6ycnmmfmsprOSgrUfjN0NA6uSUMycpu5\n"
    "ErPS4h2NmGly6Gl/DDN0c5TEIk7fSV/SiKLYeSfezIcM9l/qd7mG7g1gOQTNBiCf\n"
    "/bCoBO8xw1ePjGNPoYxuZoKHAiG/22AuTtMP29AB6MQDUTI0fHAdCdo/2RqNHdqY\n"
    "l7CiDmooixm4XoHxEbswIIoAqq6nVdtOjr/7Iw0w4uaDP3of29uQNUmdU9sZgLwF\n"
    "4We+3oCtYL7nko3GoFljo81XaPyH7ilZLVLvteLw+j5Da5V8TW4Gar5nqnd6W6LJ\n"
    "B/F1+Ao3w7gGmQhW1+MYpI/Q/p0uPIGcKJaSEQrtMyqz5PkFM3OXgKKtFzAsU3R1\n"
    "w5OJrncnHDyb2hrw36Hhoc1RlgY8cbVWDGxfJ1B0bgU4HF5S0YYaleEpcwKOfxRY\n"
    "QJ/u78/RNFrjzLW2NLJwxAeH9x0gvgZ9eboN7xp7pAtWR+Aij+P84kufxSsE84xR\n"
    "d+1V2kZRnK5j0KFFpqkNnNU=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";

/// RSA, 512 bits.
inline constexpr std::string_view tiny_key =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8wggE7AgEAAkEA5flzaLA9zJpDkvJE\n"
    "XngTA5NG80c7cthc4uQRjky1k8/keoEaw86saq1jKIMo921ClmEB1yOLcDv/Z7ol\n"
    "SJqtKwIDAQABAkBNrUwF+EFnclOQtrPRFM2XT4+PbGfwCpSVLmOfpNlP6yxTvnZm\n"
    "wE6hW3PqXfIKj48QwLMAtQpRQLhM4tV/21NBAiEA+IU1mkCJVkae9KOmLW8dbHyr\n"
    "S594IQIwKV1LExogo98CIQDs5VlykxtFSHwZJjHdLi4MUB0axPIQtMnCdFTz/T9A\n"
    "NQIhAN76HhLtTovTRzF2V1YyePLqlIKAbTcokG+8nexgp+J/AiAl/nbFIIDcMM7u\n"
    "fai7r59lDChO1c15DnXZgSzq4PAXDQIhAJdL6BuEpZJk1BaMzS6WKjBmE6nsybZR\n"
    "7uWuSMsbkvji\n"
    "-----END PRIVATE KEY-----\n";

/// P-256.
inline constexpr std::string_view elliptic_key =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgi2jvduRZki0UBGWP\n"
    "16FD5eGLEoHihSW7EWa0yHzcoUqhRANCAASKL5DiSKOdOekHQ4QDkvxU7f8CTwwW\n"
    "JhG1l3Q+UeKBtGnpE5Vgvld9QgUqEfHu504PlaeYg6VYa2MNzEO6By3P\n"
    "-----END PRIVATE KEY-----\n";

} // namespace ddns::crypto_test

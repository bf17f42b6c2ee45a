package burrow.cpu.aarch64;

/**
 * The A64 instruction set: one encoding a line, grouped as in chapter C4 of the Arm Architecture
 * Reference Manual (DDI 0487), from which the bit patterns are.
 *
 * <pre>{@literal
 *   line       = mnemonic pattern family {constraint} [ "+" feature ] .
 *   pattern    = 32 characters, most significant first, with blanks between them as one likes:
 *                "0" or "1" is a fixed bit, "." is ignored, a letter is a bit of the field of that
 *                name. A field's bits need not be adjacent: they are joined in the order they stand.
 *   mnemonic   = text with "{" field ":" choice { "," choice } "}" inside, where the field's value
 *                picks the choice; "{cond}" is the name of the condition in field c.
 *   family     = which lifter method gives the meaning; "-" for none: the encoding is known, and
 *                executing it is an undefined instruction.
 *   constraint = fields "!=" bits: the bits of the fields, joined, must not be these ("." matches
 *                any). "@name" stands for the constraints on the line "@name constraint ..." before.
 *   feature    = what the instruction needs beyond Armv8.0-A with floating point and Advanced SIMD.
 * }</pre>
 *
 * <p>The first line that matches decides, so a special case stands before the general one. Letters
 * by custom: d Rd or Rt, n Rn, m Rm, a Ra or Rt2, s sf (64-bit), z size, Q (128-bit), U (unsigned),
 * i immediate, c condition.
 *
 * <p>It is a constant and no resource, because opening a resource takes longer than reading it.
 */
final class A64 {
  static final String TABLE =
      """
      @bitmask  sN!=01 Ni!=1111111 Ni!=0011111 Ni!=0101111 Ni!=0110111 Ni!=0111011 Ni!=0111101 Ni!=011111.
      @bitfield sN!=01 sN!=10 sr!=01..... si!=01.....
      @shift    si!=01.....

      # ---- Reserved ----
      udf                   0000 0000 0000 0000 iiiiiiiiiiiiiiii     undefined
      reserved              ... 0000 .........................       -
      reserved              ... 0001 .........................       -
      reserved              ... 0011 .........................       -
      sve                   ... 0010 .........................       -                 +sve

      # ---- Data processing, immediate ----
      adr                   0 ii 10000 iiiiiiiiiiiiiiiiiii ddddd     adr
      adrp                  1 ii 10000 iiiiiiiiiiiiiiiiiii ddddd     adr
      add                   s 00 100010 h iiiiiiiiiiii nnnnn ddddd   addImmediate
      adds                  s 01 100010 h iiiiiiiiiiii nnnnn ddddd   addImmediate
      sub                   s 10 100010 h iiiiiiiiiiii nnnnn ddddd   addImmediate
      subs                  s 11 100010 h iiiiiiiiiiii nnnnn ddddd   addImmediate
      addg                  1 00 100011 0 iiiiii 00 iiii nnnnn ddddd -                 +mte
      subg                  1 10 100011 0 iiiiii 00 iiii nnnnn ddddd -                 +mte
      and                   s 00 100100 N rrrrrr iiiiii nnnnn ddddd  logicalImmediate  @bitmask
      orr                   s 01 100100 N rrrrrr iiiiii nnnnn ddddd  logicalImmediate  @bitmask
      eor                   s 10 100100 N rrrrrr iiiiii nnnnn ddddd  logicalImmediate  @bitmask
      ands                  s 11 100100 N rrrrrr iiiiii nnnnn ddddd  logicalImmediate  @bitmask
      movn                  s 00 100101 hh iiiiiiiiiiiiiiii ddddd    moveWide          sh!=01.
      movz                  s 10 100101 hh iiiiiiiiiiiiiiii ddddd    moveWide          sh!=01.
      movk                  s 11 100101 hh iiiiiiiiiiiiiiii ddddd    moveWide          sh!=01.
      sbfm                  s 00 100110 N rrrrrr iiiiii nnnnn ddddd  bitfield          @bitfield
      bfm                   s 01 100110 N rrrrrr iiiiii nnnnn ddddd  bitfield          @bitfield
      ubfm                  s 10 100110 N rrrrrr iiiiii nnnnn ddddd  bitfield          @bitfield
      extr                  s 00 100111 N 0 mmmmm iiiiii nnnnn ddddd extract           sN!=01 sN!=10 si!=01.....

      # ---- Branches, exceptions, system ----
      b.{cond}              0101010 0 iiiiiiiiiiiiiiiiiii 0 cccc     branchConditional
      svc                   11010100 000 iiiiiiiiiiiiiiii 000 01     supervisorCall
      hvc                   11010100 000 iiiiiiiiiiiiiiii 000 10     undefined
      smc                   11010100 000 iiiiiiiiiiiiiiii 000 11     undefined
      brk                   11010100 001 iiiiiiiiiiiiiiii 000 00     breakpoint
      hlt                   11010100 010 iiiiiiiiiiiiiiii 000 00     undefined
      dcps{l:0,1,2,3}       11010100 101 iiiiiiiiiiiiiiii 000 ll     undefined         l!=00
      hint                  1101010100 0 00 011 0010 iiiiiii 11111   hint
      clrex                 1101010100 0 00 011 0011 iiii 010 11111  clearExclusive
      dsb                   1101010100 0 00 011 0011 iiii 100 11111  barrier
      dmb                   1101010100 0 00 011 0011 iiii 101 11111  barrier
      isb                   1101010100 0 00 011 0011 iiii 110 11111  barrier
      sb                    1101010100 0 00 011 0011 0000 111 11111  -                 +sb
      cfinv                 1101010100 0 00 000 0100 0000 000 11111  -                 +flagm
      xaflag                1101010100 0 00 000 0100 0000 001 11111  -                 +flagm2
      axflag                1101010100 0 00 000 0100 0000 010 11111  -                 +flagm2
      msr                   1101010100 0 00 011 0100 iiii 010 11111  writeDit          +dit
      msr                   1101010100 0 00 ooo 0100 iiii ppp 11111  undefined
      sys                   1101010100 0 01 ooo kkkk jjjj ppp ddddd  system
      sysl                  1101010100 1 01 ooo kkkk jjjj ppp ddddd  undefined
      msr                   1101010100 0 1o ooo kkkk jjjj ppp ddddd  writeSystemRegister
      mrs                   1101010100 1 1o ooo kkkk jjjj ppp ddddd  readSystemRegister
      br                    1101011 0000 11111 000000 nnnnn 00000    branchRegister
      blr                   1101011 0001 11111 000000 nnnnn 00000    branchRegister
      ret                   1101011 0010 11111 000000 nnnnn 00000    branchRegister
      eret                  1101011 0100 11111 000000 11111 00000    undefined
      drps                  1101011 0101 11111 000000 11111 00000    undefined
      {p:br,blr}a{k:a,b}{z:z,} 1101011 z 00p 11111 00001 k nnnnn mmmmm -               +pauth
      reta{k:a,b}           1101011 0010 11111 00001 k 11111 11111   -                 +pauth
      ereta{k:a,b}          1101011 0100 11111 00001 k 11111 11111   -                 +pauth
      b                     000101 iiiiiiiiiiiiiiiiiiiiiiiiii        branch
      bl                    100101 iiiiiiiiiiiiiiiiiiiiiiiiii        branch
      cbz                   s 0110100 iiiiiiiiiiiiiiiiiii ddddd      compareBranch
      cbnz                  s 0110101 iiiiiiiiiiiiiiiiiii ddddd      compareBranch
      tbz                   b 0110110 bbbbb iiiiiiiiiiiiii ddddd     testBranch
      tbnz                  b 0110111 bbbbb iiiiiiiiiiiiii ddddd     testBranch

      # ---- Loads and stores: structures ----
      {l:st,ld}4            0Q 0011000 l 000000 0000 zz nnnnn ddddd  structures        Qz!=011
      {l:st,ld}1            0Q 0011000 l 000000 0010 zz nnnnn ddddd  structures
      {l:st,ld}3            0Q 0011000 l 000000 0100 zz nnnnn ddddd  structures        Qz!=011
      {l:st,ld}1            0Q 0011000 l 000000 0110 zz nnnnn ddddd  structures
      {l:st,ld}1            0Q 0011000 l 000000 0111 zz nnnnn ddddd  structures
      {l:st,ld}2            0Q 0011000 l 000000 1000 zz nnnnn ddddd  structures        Qz!=011
      {l:st,ld}1            0Q 0011000 l 000000 1010 zz nnnnn ddddd  structures
      {l:st,ld}4            0Q 0011001 l 0 mmmmm 0000 zz nnnnn ddddd structures        Qz!=011
      {l:st,ld}1            0Q 0011001 l 0 mmmmm 0010 zz nnnnn ddddd structures
      {l:st,ld}3            0Q 0011001 l 0 mmmmm 0100 zz nnnnn ddddd structures        Qz!=011
      {l:st,ld}1            0Q 0011001 l 0 mmmmm 0110 zz nnnnn ddddd structures
      {l:st,ld}1            0Q 0011001 l 0 mmmmm 0111 zz nnnnn ddddd structures
      {l:st,ld}2            0Q 0011001 l 0 mmmmm 1000 zz nnnnn ddddd structures        Qz!=011
      {l:st,ld}1            0Q 0011001 l 0 mmmmm 1010 zz nnnnn ddddd structures
      {l:st,ld}{k:1,2,3,4}  0Q 0011010 l k 00000 00k I II nnnnn ddddd structureElement
      {l:st,ld}{k:1,3,2,4}  0Q 0011010 l k 00000 01k I I0 nnnnn ddddd structureElement
      {l:st,ld}{k:1,3,2,4}  0Q 0011010 l k 00000 10k I 00 nnnnn ddddd structureElement
      {l:st,ld}{k:1,3,2,4}  0Q 0011010 l k 00000 10k 0 01 nnnnn ddddd structureElement
      ld{k:1,3,2,4}r        0Q 0011010 1 k 00000 11k 0 zz nnnnn ddddd structureReplicate
      {l:st,ld}{k:1,3,2,4}  0Q 0011011 l k mmmmm 00k I II nnnnn ddddd structureElement
      {l:st,ld}{k:1,3,2,4}  0Q 0011011 l k mmmmm 01k I I0 nnnnn ddddd structureElement
      {l:st,ld}{k:1,3,2,4}  0Q 0011011 l k mmmmm 10k I 00 nnnnn ddddd structureElement
      {l:st,ld}{k:1,3,2,4}  0Q 0011011 l k mmmmm 10k 0 01 nnnnn ddddd structureElement
      ld{k:1,3,2,4}r        0Q 0011011 1 k mmmmm 11k 0 zz nnnnn ddddd structureReplicate

      # ---- Loads and stores: exclusive and ordered ----
      st{o:,l}xr{z:b,h,,}   zz 001000 000 mmmmm o ..... nnnnn ddddd  storeExclusive
      st{o:,l}xp            1z 001000 001 mmmmm o aaaaa nnnnn ddddd  storeExclusivePair
      ld{o:,a}xr{z:b,h,,}   zz 001000 010 ..... o ..... nnnnn ddddd  loadExclusive
      ld{o:,a}xp            1z 001000 011 ..... o aaaaa nnnnn ddddd  loadExclusivePair
      stl{o:l,}r{z:b,h,,}   zz 001000 100 ..... o ..... nnnnn ddddd  storeRelease
      ld{o:la,a}r{z:b,h,,}  zz 001000 110 ..... o ..... nnnnn ddddd  loadAcquire
      casp{l:,a}{o:,l}      0z 001000 0 l 1 mmmm0 o 11111 nnnnn dddd0 compareAndSwapPair +lse
      cas{l:,a}{o:,l}{z:b,h,,} zz 001000 1 l 1 mmmmm o 11111 nnnnn ddddd compareAndSwap +lse
      ldapr{z:b,h,,}        zz 111000 101 11111 1100 00 nnnnn ddddd  loadAcquire       +lrcpc
      stlur{z:b,h,,}        zz 011001 00 0 iiiiiiiii 00 nnnnn ddddd  -                 +lrcpc2
      ldapur{z:b,h,,}       zz 011001 01 0 iiiiiiiii 00 nnnnn ddddd  -                 +lrcpc2
      ldapurs{z:b,h,w,}     zz 011001 10 0 iiiiiiiii 00 nnnnn ddddd  -                 z!=11 +lrcpc2
      ldapurs{z:b,h,,}      zz 011001 11 0 iiiiiiiii 00 nnnnn ddddd  -                 z!=1. +lrcpc2

      # ---- Loads and stores: literal and pairs ----
      ldr                   0z 011 000 iiiiiiiiiiiiiiiiiii ddddd     loadLiteral
      ldrsw                 10 011 000 iiiiiiiiiiiiiiiiiii ddddd     loadLiteral
      prfm                  11 011 000 iiiiiiiiiiiiiiiiiii ddddd     nop
      ldr                   zz 011 100 iiiiiiiiiiiiiiiiiii ddddd     loadLiteralVector z!=11
      stnp                  z0 101 0000 0 iiiiiii aaaaa nnnnn ddddd  storePair
      ldnp                  z0 101 0000 1 iiiiiii aaaaa nnnnn ddddd  loadPair
      stp                   z0 101 0001 0 iiiiiii aaaaa nnnnn ddddd  storePair
      ldp                   z0 101 0001 1 iiiiiii aaaaa nnnnn ddddd  loadPair
      stp                   z0 101 0010 0 iiiiiii aaaaa nnnnn ddddd  storePair
      ldp                   z0 101 0010 1 iiiiiii aaaaa nnnnn ddddd  loadPair
      stp                   z0 101 0011 0 iiiiiii aaaaa nnnnn ddddd  storePair
      ldp                   z0 101 0011 1 iiiiiii aaaaa nnnnn ddddd  loadPair
      ldpsw                 01 101 0001 1 iiiiiii aaaaa nnnnn ddddd  loadPair
      ldpsw                 01 101 0010 1 iiiiiii aaaaa nnnnn ddddd  loadPair
      ldpsw                 01 101 0011 1 iiiiiii aaaaa nnnnn ddddd  loadPair
      stnp                  zz 101 1000 0 iiiiiii aaaaa nnnnn ddddd  storePairVector   z!=11
      ldnp                  zz 101 1000 1 iiiiiii aaaaa nnnnn ddddd  loadPairVector    z!=11
      stp                   zz 101 1001 0 iiiiiii aaaaa nnnnn ddddd  storePairVector   z!=11
      ldp                   zz 101 1001 1 iiiiiii aaaaa nnnnn ddddd  loadPairVector    z!=11
      stp                   zz 101 1010 0 iiiiiii aaaaa nnnnn ddddd  storePairVector   z!=11
      ldp                   zz 101 1010 1 iiiiiii aaaaa nnnnn ddddd  loadPairVector    z!=11
      stp                   zz 101 1011 0 iiiiiii aaaaa nnnnn ddddd  storePairVector   z!=11
      ldp                   zz 101 1011 1 iiiiiii aaaaa nnnnn ddddd  loadPairVector    z!=11

      # ---- Loads and stores: single register ----
      # Unscaled, post-index, unprivileged, pre-index (bits 11..10), register offset, unsigned offset.
      prfum                 11 111000 10 0 iiiiiiiii 00 nnnnn ddddd  nop
      prfm                  11 111000 10 1 mmmmm o1o h 10 nnnnn ddddd nop
      prfm                  11 111001 10 iiiiiiiiiiii nnnnn ddddd    nop
      stur{z:b,h,,}         zz 111000 00 0 iiiiiiiii 00 nnnnn ddddd  storeUnscaled
      ldur{z:b,h,,}         zz 111000 01 0 iiiiiiiii 00 nnnnn ddddd  loadUnscaled
      ldurs{z:b,h,w,}       zz 111000 10 0 iiiiiiiii 00 nnnnn ddddd  loadUnscaled      z!=11
      ldurs{z:b,h,w,}       zz 111000 11 0 iiiiiiiii 00 nnnnn ddddd  loadUnscaled      z!=1.
      sttr{z:b,h,,}         zz 111000 00 0 iiiiiiiii 10 nnnnn ddddd  storeUnscaled
      ldtr{z:b,h,,}         zz 111000 01 0 iiiiiiiii 10 nnnnn ddddd  loadUnscaled
      ldtrs{z:b,h,w,}       zz 111000 10 0 iiiiiiiii 10 nnnnn ddddd  loadUnscaled      z!=11
      ldtrs{z:b,h,w,}       zz 111000 11 0 iiiiiiiii 10 nnnnn ddddd  loadUnscaled      z!=1.
      str{z:b,h,,}          zz 111000 00 0 iiiiiiiii p1 nnnnn ddddd  storeIndexed
      ldr{z:b,h,,}          zz 111000 01 0 iiiiiiiii p1 nnnnn ddddd  loadIndexed
      ldrs{z:b,h,w,}        zz 111000 10 0 iiiiiiiii p1 nnnnn ddddd  loadIndexed       z!=11
      ldrs{z:b,h,w,}        zz 111000 11 0 iiiiiiiii p1 nnnnn ddddd  loadIndexed       z!=1.
      str{z:b,h,,}          zz 111000 00 1 mmmmm o1o h 10 nnnnn ddddd storeRegister
      ldr{z:b,h,,}          zz 111000 01 1 mmmmm o1o h 10 nnnnn ddddd loadRegister
      ldrs{z:b,h,w,}        zz 111000 10 1 mmmmm o1o h 10 nnnnn ddddd loadRegister     z!=11
      ldrs{z:b,h,w,}        zz 111000 11 1 mmmmm o1o h 10 nnnnn ddddd loadRegister     z!=1.
      str{z:b,h,,}          zz 111001 00 iiiiiiiiiiii nnnnn ddddd    storeUnsigned
      ldr{z:b,h,,}          zz 111001 01 iiiiiiiiiiii nnnnn ddddd    loadUnsigned
      ldrs{z:b,h,w,}        zz 111001 10 iiiiiiiiiiii nnnnn ddddd    loadUnsigned      z!=11
      ldrs{z:b,h,w,}        zz 111001 11 iiiiiiiiiiii nnnnn ddddd    loadUnsigned      z!=1.
      stur                  zz 111100 z0 0 iiiiiiiii 00 nnnnn ddddd  storeUnscaledVector z!=011 z!=101 z!=111
      ldur                  zz 111100 z1 0 iiiiiiiii 00 nnnnn ddddd  loadUnscaledVector z!=011 z!=101 z!=111
      str                   zz 111100 z0 0 iiiiiiiii p1 nnnnn ddddd  storeIndexedVector z!=011 z!=101 z!=111
      ldr                   zz 111100 z1 0 iiiiiiiii p1 nnnnn ddddd  loadIndexedVector z!=011 z!=101 z!=111
      str                   zz 111100 z0 1 mmmmm o1o h 10 nnnnn ddddd storeRegisterVector z!=011 z!=101 z!=111
      ldr                   zz 111100 z1 1 mmmmm o1o h 10 nnnnn ddddd loadRegisterVector z!=011 z!=101 z!=111
      str                   zz 111101 z0 iiiiiiiiiiii nnnnn ddddd    storeUnsignedVector z!=011 z!=101 z!=111
      ldr                   zz 111101 z1 iiiiiiiiiiii nnnnn ddddd    loadUnsignedVector z!=011 z!=101 z!=111
      swp{A:,a}{R:,l}{z:b,h,,} zz 111000 A R 1 mmmmm 1000 00 nnnnn ddddd atomic        +lse
      ldadd{A:,a}{R:,l}{z:b,h,,} zz 111000 A R 1 mmmmm 0000 00 nnnnn ddddd atomic      +lse
      ldclr{A:,a}{R:,l}{z:b,h,,} zz 111000 A R 1 mmmmm 0001 00 nnnnn ddddd atomic      +lse
      ldeor{A:,a}{R:,l}{z:b,h,,} zz 111000 A R 1 mmmmm 0010 00 nnnnn ddddd atomic      +lse
      ldset{A:,a}{R:,l}{z:b,h,,} zz 111000 A R 1 mmmmm 0011 00 nnnnn ddddd atomic      +lse
      ldsmax{A:,a}{R:,l}{z:b,h,,} zz 111000 A R 1 mmmmm 0100 00 nnnnn ddddd atomic     +lse
      ldsmin{A:,a}{R:,l}{z:b,h,,} zz 111000 A R 1 mmmmm 0101 00 nnnnn ddddd atomic     +lse
      ldumax{A:,a}{R:,l}{z:b,h,,} zz 111000 A R 1 mmmmm 0110 00 nnnnn ddddd atomic     +lse
      ldumin{A:,a}{R:,l}{z:b,h,,} zz 111000 A R 1 mmmmm 0111 00 nnnnn ddddd atomic     +lse
      ldra{k:a,b}           11 111000 k i 1 iiiiiiiii w1 nnnnn ddddd -                 +pauth

      # ---- Data processing, register ----
      udiv                  s 00 11010110 mmmmm 000010 nnnnn ddddd   divide
      sdiv                  s 00 11010110 mmmmm 000011 nnnnn ddddd   divide
      lslv                  s 00 11010110 mmmmm 001000 nnnnn ddddd   shiftVariable
      lsrv                  s 00 11010110 mmmmm 001001 nnnnn ddddd   shiftVariable
      asrv                  s 00 11010110 mmmmm 001010 nnnnn ddddd   shiftVariable
      rorv                  s 00 11010110 mmmmm 001011 nnnnn ddddd   shiftVariable
      pacga                 1 00 11010110 mmmmm 001100 nnnnn ddddd   -                 +pauth
      crc32{z:b,h,w,x}      s 00 11010110 mmmmm 0100 zz nnnnn ddddd  crc               sz!=011 sz!=10. sz!=110 +crc32
      crc32c{z:b,h,w,x}     s 00 11010110 mmmmm 0101 zz nnnnn ddddd  crc               sz!=011 sz!=10. sz!=110 +crc32
      rbit                  s 10 11010110 00000 000000 nnnnn ddddd   unary
      rev16                 s 10 11010110 00000 000001 nnnnn ddddd   unary
      rev                   0 10 11010110 00000 000010 nnnnn ddddd   unary
      rev32                 1 10 11010110 00000 000010 nnnnn ddddd   unary
      rev                   1 10 11010110 00000 000011 nnnnn ddddd   unary
      clz                   s 10 11010110 00000 000100 nnnnn ddddd   unary
      cls                   s 10 11010110 00000 000101 nnnnn ddddd   unary
      {a:pac,aut}{k:i,d}{j:a,b} 1 10 11010110 00001 000 a k j nnnnn ddddd -            +pauth
      {a:pac,aut}{k:i,d}z{j:a,b} 1 10 11010110 00001 001 a k j 11111 ddddd -           +pauth
      xpac{k:i,d}           1 10 11010110 00001 01000 k 11111 ddddd  -                 +pauth
      and                   s 00 01010 hh 0 mmmmm iiiiii nnnnn ddddd logicalShifted    @shift
      bic                   s 00 01010 hh 1 mmmmm iiiiii nnnnn ddddd logicalShifted    @shift
      orr                   s 01 01010 hh 0 mmmmm iiiiii nnnnn ddddd logicalShifted    @shift
      orn                   s 01 01010 hh 1 mmmmm iiiiii nnnnn ddddd logicalShifted    @shift
      eor                   s 10 01010 hh 0 mmmmm iiiiii nnnnn ddddd logicalShifted    @shift
      eon                   s 10 01010 hh 1 mmmmm iiiiii nnnnn ddddd logicalShifted    @shift
      ands                  s 11 01010 hh 0 mmmmm iiiiii nnnnn ddddd logicalShifted    @shift
      bics                  s 11 01010 hh 1 mmmmm iiiiii nnnnn ddddd logicalShifted    @shift
      add                   s 00 01011 hh 0 mmmmm iiiiii nnnnn ddddd addShifted        h!=11 @shift
      adds                  s 01 01011 hh 0 mmmmm iiiiii nnnnn ddddd addShifted        h!=11 @shift
      sub                   s 10 01011 hh 0 mmmmm iiiiii nnnnn ddddd addShifted        h!=11 @shift
      subs                  s 11 01011 hh 0 mmmmm iiiiii nnnnn ddddd addShifted        h!=11 @shift
      add                   s 00 01011 00 1 mmmmm ooo iii nnnnn ddddd addExtended      i!=101 i!=11.
      adds                  s 01 01011 00 1 mmmmm ooo iii nnnnn ddddd addExtended      i!=101 i!=11.
      sub                   s 10 01011 00 1 mmmmm ooo iii nnnnn ddddd addExtended      i!=101 i!=11.
      subs                  s 11 01011 00 1 mmmmm ooo iii nnnnn ddddd addExtended      i!=101 i!=11.
      adc                   s 00 11010000 mmmmm 000000 nnnnn ddddd   addCarry
      adcs                  s 01 11010000 mmmmm 000000 nnnnn ddddd   addCarry
      sbc                   s 10 11010000 mmmmm 000000 nnnnn ddddd   addCarry
      sbcs                  s 11 11010000 mmmmm 000000 nnnnn ddddd   addCarry
      rmif                  1 01 11010000 iiiiii 00001 nnnnn 0 kkkk  -                 +flagm
      setf{z:8,16}          0 01 11010000 000000 z 0010 nnnnn 0 1101 -                 +flagm
      ccmn                  s 01 11010010 mmmmm cccc 00 nnnnn 0 kkkk conditionalCompare
      ccmp                  s 11 11010010 mmmmm cccc 00 nnnnn 0 kkkk conditionalCompare
      ccmn                  s 01 11010010 iiiii cccc 10 nnnnn 0 kkkk conditionalCompare
      ccmp                  s 11 11010010 iiiii cccc 10 nnnnn 0 kkkk conditionalCompare
      csel                  s 00 11010100 mmmmm cccc 00 nnnnn ddddd  conditionalSelect
      csinc                 s 00 11010100 mmmmm cccc 01 nnnnn ddddd  conditionalSelect
      csinv                 s 10 11010100 mmmmm cccc 00 nnnnn ddddd  conditionalSelect
      csneg                 s 10 11010100 mmmmm cccc 01 nnnnn ddddd  conditionalSelect
      madd                  s 00 11011 000 mmmmm 0 aaaaa nnnnn ddddd multiplyAdd
      msub                  s 00 11011 000 mmmmm 1 aaaaa nnnnn ddddd multiplyAdd
      smaddl                1 00 11011 001 mmmmm 0 aaaaa nnnnn ddddd multiplyAddLong
      smsubl                1 00 11011 001 mmmmm 1 aaaaa nnnnn ddddd multiplyAddLong
      umaddl                1 00 11011 101 mmmmm 0 aaaaa nnnnn ddddd multiplyAddLong
      umsubl                1 00 11011 101 mmmmm 1 aaaaa nnnnn ddddd multiplyAddLong
      smulh                 1 00 11011 010 mmmmm 0 ..... nnnnn ddddd multiplyHigh
      umulh                 1 00 11011 110 mmmmm 0 ..... nnnnn ddddd multiplyHigh

      # ---- Floating point, scalar ----
      # t is the type: 00 single, 01 double, 11 half (arithmetic on it is a feature).
      scvtf                 s 00 11110 tt 0 00 010 iiiiii nnnnn ddddd fixedToFloat     t!=1. si!=00.....
      ucvtf                 s 00 11110 tt 0 00 011 iiiiii nnnnn ddddd fixedToFloat     t!=1. si!=00.....
      fcvtzs                s 00 11110 tt 0 11 000 iiiiii nnnnn ddddd floatToFixed     t!=1. si!=00.....
      fcvtzu                s 00 11110 tt 0 11 001 iiiiii nnnnn ddddd floatToFixed     t!=1. si!=00.....
      fcvt{r:n,p,m,z}s      s 00 11110 tt 1 rr 000 000000 nnnnn ddddd floatToInteger   t!=1.
      fcvt{r:n,p,m,z}u      s 00 11110 tt 1 rr 001 000000 nnnnn ddddd floatToInteger   t!=1.
      fcvtas                s 00 11110 tt 1 00 100 000000 nnnnn ddddd floatToInteger   t!=1.
      fcvtau                s 00 11110 tt 1 00 101 000000 nnnnn ddddd floatToInteger   t!=1.
      scvtf                 s 00 11110 tt 1 00 010 000000 nnnnn ddddd integerToFloat   t!=1.
      ucvtf                 s 00 11110 tt 1 00 011 000000 nnnnn ddddd integerToFloat   t!=1.
      fmov                  0 00 11110 00 1 00 110 000000 nnnnn ddddd moveToGeneral
      fmov                  1 00 11110 01 1 00 110 000000 nnnnn ddddd moveToGeneral
      fmov                  1 00 11110 10 1 01 110 000000 nnnnn ddddd moveToGeneral
      fmov                  0 00 11110 00 1 00 111 000000 nnnnn ddddd moveFromGeneral
      fmov                  1 00 11110 01 1 00 111 000000 nnnnn ddddd moveFromGeneral
      fmov                  1 00 11110 10 1 01 111 000000 nnnnn ddddd moveFromGeneral
      fjcvtzs               0 00 11110 01 1 11 110 000000 nnnnn ddddd -                +jscvt
      fmov                  000 11110 tt 1 0000 00 10000 nnnnn ddddd floatUnary        t!=1.
      fabs                  000 11110 tt 1 0000 01 10000 nnnnn ddddd floatUnary        t!=1.
      fneg                  000 11110 tt 1 0000 10 10000 nnnnn ddddd floatUnary        t!=1.
      fsqrt                 000 11110 tt 1 0000 11 10000 nnnnn ddddd floatUnary        t!=1.
      fcvt                  000 11110 tt 1 0001 oo 10000 nnnnn ddddd floatConvert      to!=0000 to!=0101 to!=1111 o!=10 t!=10
      frint{r:n,p,m,z}      000 11110 tt 1 0010 rr 10000 nnnnn ddddd floatRound        t!=1.
      frinta                000 11110 tt 1 0011 00 10000 nnnnn ddddd floatRound        t!=1.
      frintx                000 11110 tt 1 0011 10 10000 nnnnn ddddd floatRound        t!=1.
      frinti                000 11110 tt 1 0011 11 10000 nnnnn ddddd floatRound        t!=1.
      frint{w:32,64}{x:z,x} 000 11110 tt 1 0100 wx 10000 nnnnn ddddd -                 t!=1. +frintts
      fcmp{e:,e}            000 11110 tt 1 mmmmm 00 1000 nnnnn e0 000 floatCompare     t!=1.
      fcmp{e:,e}            000 11110 tt 1 ..... 00 1000 nnnnn e1 000 floatCompare     t!=1.
      fmov                  000 11110 tt 1 iiiiiiii 100 00000 ddddd  floatImmediate    t!=1.
      fccmp{e:,e}           000 11110 tt 1 mmmmm cccc 01 nnnnn e kkkk floatConditionalCompare t!=1.
      fmul                  000 11110 tt 1 mmmmm 0000 10 nnnnn ddddd floatBinary       t!=1.
      fdiv                  000 11110 tt 1 mmmmm 0001 10 nnnnn ddddd floatBinary       t!=1.
      fadd                  000 11110 tt 1 mmmmm 0010 10 nnnnn ddddd floatBinary       t!=1.
      fsub                  000 11110 tt 1 mmmmm 0011 10 nnnnn ddddd floatBinary       t!=1.
      fmax                  000 11110 tt 1 mmmmm 0100 10 nnnnn ddddd floatBinary       t!=1.
      fmin                  000 11110 tt 1 mmmmm 0101 10 nnnnn ddddd floatBinary       t!=1.
      fmaxnm                000 11110 tt 1 mmmmm 0110 10 nnnnn ddddd floatBinary       t!=1.
      fminnm                000 11110 tt 1 mmmmm 0111 10 nnnnn ddddd floatBinary       t!=1.
      fnmul                 000 11110 tt 1 mmmmm 1000 10 nnnnn ddddd floatBinary       t!=1.
      fcsel                 000 11110 tt 1 mmmmm cccc 11 nnnnn ddddd floatSelect       t!=1.
      fmadd                 000 11111 tt 0 mmmmm 0 aaaaa nnnnn ddddd floatMultiplyAdd  t!=1.
      fmsub                 000 11111 tt 0 mmmmm 1 aaaaa nnnnn ddddd floatMultiplyAdd  t!=1.
      fnmadd                000 11111 tt 1 mmmmm 0 aaaaa nnnnn ddddd floatMultiplyAdd  t!=1.
      fnmsub                000 11111 tt 1 mmmmm 1 aaaaa nnnnn ddddd floatMultiplyAdd  t!=1.

      # ---- Cryptographic extensions ----
      aese                  01001110 00 10100 00100 10 nnnnn ddddd   aes               +aes
      aesd                  01001110 00 10100 00101 10 nnnnn ddddd   aes               +aes
      aesmc                 01001110 00 10100 00110 10 nnnnn ddddd   aes               +aes
      aesimc                01001110 00 10100 00111 10 nnnnn ddddd   aes               +aes
      sha1c                 01011110 000 mmmmm 0000 00 nnnnn ddddd   sha               +sha1
      sha1p                 01011110 000 mmmmm 0001 00 nnnnn ddddd   sha               +sha1
      sha1m                 01011110 000 mmmmm 0010 00 nnnnn ddddd   sha               +sha1
      sha1su0               01011110 000 mmmmm 0011 00 nnnnn ddddd   sha               +sha1
      sha256h               01011110 000 mmmmm 0100 00 nnnnn ddddd   sha               +sha2
      sha256h2              01011110 000 mmmmm 0101 00 nnnnn ddddd   sha               +sha2
      sha256su1             01011110 000 mmmmm 0110 00 nnnnn ddddd   sha               +sha2
      sha1h                 01011110 00 10100 00000 10 nnnnn ddddd   sha               +sha1
      sha1su1               01011110 00 10100 00001 10 nnnnn ddddd   sha               +sha1
      sha256su0             01011110 00 10100 00010 10 nnnnn ddddd   sha               +sha2
      sha512h               11001110 011 mmmmm 1000 00 nnnnn ddddd   sha               +sha512
      sha512h2              11001110 011 mmmmm 1000 01 nnnnn ddddd   sha               +sha512
      sha512su1             11001110 011 mmmmm 1000 10 nnnnn ddddd   sha               +sha512
      sha512su0             11001110 110 00000 1000 00 nnnnn ddddd   sha               +sha512
      rax1                  11001110 011 mmmmm 1000 11 nnnnn ddddd   sha3              +sha3
      eor3                  11001110 000 mmmmm 0 aaaaa nnnnn ddddd   sha3              +sha3
      bcax                  11001110 001 mmmmm 0 aaaaa nnnnn ddddd   sha3              +sha3
      xar                   11001110 100 mmmmm iiiiii nnnnn ddddd    sha3              +sha3
      sm3ss1                11001110 010 mmmmm 0 aaaaa nnnnn ddddd   -                 +sm3
      sm3tt{k:1a,1b,2a,2b}  11001110 010 mmmmm 10 ii kk nnnnn ddddd  -                 +sm3
      sm3partw{k:1,2}       11001110 011 mmmmm 1100 0k nnnnn ddddd   -                 +sm3
      sm4ekey               11001110 011 mmmmm 1100 10 nnnnn ddddd   -                 +sm4
      sm4e                  11001110 110 00000 1000 01 nnnnn ddddd   -                 +sm4

      # ---- Advanced SIMD: copy, permute, extract, table ----
      # The lowest set bit of i is the element size, the bits above it the index.
      dup                   0Q 0 01110000 iiiii 0 0000 1 nnnnn ddddd duplicateElement  i!=.0000 Qi!=0.1000
      dup                   0Q 0 01110000 iiiii 0 0001 1 nnnnn ddddd duplicateGeneral  i!=.0000 Qi!=0.1000
      smov                  0Q 0 01110000 iiiii 0 0101 1 nnnnn ddddd moveElement       i!=.1000 i!=.0000 Qi!=0..100
      umov                  00 0 01110000 iiiii 0 0111 1 nnnnn ddddd moveElement       i!=.1000 i!=.0000
      umov                  01 0 01110000 i1000 0 0111 1 nnnnn ddddd moveElement
      ins                   01 0 01110000 iiiii 0 0011 1 nnnnn ddddd insertGeneral     i!=.0000
      ins                   01 1 01110000 iiiii 0 jjjj 1 nnnnn ddddd insertElement     i!=.0000
      dup                   01 0 11110000 iiiii 0 0000 1 nnnnn ddddd duplicateScalar   i!=.0000
      tbl                   0Q 001110 00 0 mmmmm 0 ii 0 00 nnnnn ddddd table
      tbx                   0Q 001110 00 0 mmmmm 0 ii 1 00 nnnnn ddddd table
      uzp1                  0Q 001110 zz 0 mmmmm 0 001 10 nnnnn ddddd permute          zQ!=110
      trn1                  0Q 001110 zz 0 mmmmm 0 010 10 nnnnn ddddd permute          zQ!=110
      zip1                  0Q 001110 zz 0 mmmmm 0 011 10 nnnnn ddddd permute          zQ!=110
      uzp2                  0Q 001110 zz 0 mmmmm 0 101 10 nnnnn ddddd permute          zQ!=110
      trn2                  0Q 001110 zz 0 mmmmm 0 110 10 nnnnn ddddd permute          zQ!=110
      zip2                  0Q 001110 zz 0 mmmmm 0 111 10 nnnnn ddddd permute          zQ!=110
      ext                   0Q 101110 00 0 mmmmm 0 iiii 0 nnnnn ddddd extractVector    Qi!=01...

      # ---- Advanced SIMD: modified immediate ----
      movi                  0Q 0 0111100000 iii 0..0 01 iiiii ddddd  vectorImmediate
      orr                   0Q 0 0111100000 iii 0..1 01 iiiii ddddd  vectorImmediate
      movi                  0Q 0 0111100000 iii 10.0 01 iiiii ddddd  vectorImmediate
      orr                   0Q 0 0111100000 iii 10.1 01 iiiii ddddd  vectorImmediate
      movi                  0Q 0 0111100000 iii 110. 01 iiiii ddddd  vectorImmediate
      movi                  0Q 0 0111100000 iii 1110 01 iiiii ddddd  vectorImmediate
      fmov                  0Q 0 0111100000 iii 1111 01 iiiii ddddd  vectorImmediate
      mvni                  0Q 1 0111100000 iii 0..0 01 iiiii ddddd  vectorImmediate
      bic                   0Q 1 0111100000 iii 0..1 01 iiiii ddddd  vectorImmediate
      mvni                  0Q 1 0111100000 iii 10.0 01 iiiii ddddd  vectorImmediate
      bic                   0Q 1 0111100000 iii 10.1 01 iiiii ddddd  vectorImmediate
      mvni                  0Q 1 0111100000 iii 110. 01 iiiii ddddd  vectorImmediate
      movi                  0Q 1 0111100000 iii 1110 01 iiiii ddddd  vectorImmediate
      fmov                  01 1 0111100000 iii 1111 01 iiiii ddddd  vectorImmediate
      fmov                  0Q 0 0111100000 iii 1111 11 iiiii ddddd  -                 +fp16

      # ---- Advanced SIMD: three registers of the same type ----
      {U:s,u}hadd           0QU 01110 zz 1 mmmmm 00000 1 nnnnn ddddd lanes             z!=11
      {U:s,u}qadd           0QU 01110 zz 1 mmmmm 00001 1 nnnnn ddddd lanes             zQ!=110
      {U:s,u}rhadd          0QU 01110 zz 1 mmmmm 00010 1 nnnnn ddddd lanes             z!=11
      and                   0Q0 01110 00 1 mmmmm 00011 1 nnnnn ddddd bitwise
      bic                   0Q0 01110 01 1 mmmmm 00011 1 nnnnn ddddd bitwise
      orr                   0Q0 01110 10 1 mmmmm 00011 1 nnnnn ddddd bitwise
      orn                   0Q0 01110 11 1 mmmmm 00011 1 nnnnn ddddd bitwise
      eor                   0Q1 01110 00 1 mmmmm 00011 1 nnnnn ddddd bitwise
      bsl                   0Q1 01110 01 1 mmmmm 00011 1 nnnnn ddddd bitwise
      bit                   0Q1 01110 10 1 mmmmm 00011 1 nnnnn ddddd bitwise
      bif                   0Q1 01110 11 1 mmmmm 00011 1 nnnnn ddddd bitwise
      {U:s,u}hsub           0QU 01110 zz 1 mmmmm 00100 1 nnnnn ddddd lanes             z!=11
      {U:s,u}qsub           0QU 01110 zz 1 mmmmm 00101 1 nnnnn ddddd lanes             zQ!=110
      cm{U:gt,hi}           0QU 01110 zz 1 mmmmm 00110 1 nnnnn ddddd lanes             zQ!=110
      cm{U:ge,hs}           0QU 01110 zz 1 mmmmm 00111 1 nnnnn ddddd lanes             zQ!=110
      {U:s,u}shl            0QU 01110 zz 1 mmmmm 01000 1 nnnnn ddddd lanes             zQ!=110
      {U:s,u}qshl           0QU 01110 zz 1 mmmmm 01001 1 nnnnn ddddd lanes             zQ!=110
      {U:s,u}rshl           0QU 01110 zz 1 mmmmm 01010 1 nnnnn ddddd lanes             zQ!=110
      {U:s,u}qrshl          0QU 01110 zz 1 mmmmm 01011 1 nnnnn ddddd lanes             zQ!=110
      {U:s,u}max            0QU 01110 zz 1 mmmmm 01100 1 nnnnn ddddd lanes             z!=11
      {U:s,u}min            0QU 01110 zz 1 mmmmm 01101 1 nnnnn ddddd lanes             z!=11
      {U:s,u}abd            0QU 01110 zz 1 mmmmm 01110 1 nnnnn ddddd lanes             z!=11
      {U:s,u}aba            0QU 01110 zz 1 mmmmm 01111 1 nnnnn ddddd lanesAccumulate   z!=11
      {U:add,sub}           0QU 01110 zz 1 mmmmm 10000 1 nnnnn ddddd lanes             zQ!=110
      cm{U:tst,eq}          0QU 01110 zz 1 mmmmm 10001 1 nnnnn ddddd lanes             zQ!=110
      ml{U:a,s}             0QU 01110 zz 1 mmmmm 10010 1 nnnnn ddddd lanesAccumulate   z!=11
      mul                   0Q0 01110 zz 1 mmmmm 10011 1 nnnnn ddddd lanes             z!=11
      pmul                  0Q1 01110 00 1 mmmmm 10011 1 nnnnn ddddd lanes
      {U:s,u}maxp           0QU 01110 zz 1 mmmmm 10100 1 nnnnn ddddd lanesPairwise     z!=11
      {U:s,u}minp           0QU 01110 zz 1 mmmmm 10101 1 nnnnn ddddd lanesPairwise     z!=11
      sq{U:,r}dmulh         0QU 01110 zz 1 mmmmm 10110 1 nnnnn ddddd lanes             z!=11 z!=00
      addp                  0Q0 01110 zz 1 mmmmm 10111 1 nnnnn ddddd lanesPairwise     zQ!=110
      fmaxnm                0Q0 01110 0z 1 mmmmm 11000 1 nnnnn ddddd floatLanes        zQ!=10
      fmla                  0Q0 01110 0z 1 mmmmm 11001 1 nnnnn ddddd floatLanesAccumulate zQ!=10
      fadd                  0Q0 01110 0z 1 mmmmm 11010 1 nnnnn ddddd floatLanes        zQ!=10
      fmulx                 0Q0 01110 0z 1 mmmmm 11011 1 nnnnn ddddd floatLanes        zQ!=10
      fcmeq                 0Q0 01110 0z 1 mmmmm 11100 1 nnnnn ddddd floatLanes        zQ!=10
      fmax                  0Q0 01110 0z 1 mmmmm 11110 1 nnnnn ddddd floatLanes        zQ!=10
      frecps                0Q0 01110 0z 1 mmmmm 11111 1 nnnnn ddddd floatLanes        zQ!=10
      fminnm                0Q0 01110 1z 1 mmmmm 11000 1 nnnnn ddddd floatLanes        zQ!=10
      fmls                  0Q0 01110 1z 1 mmmmm 11001 1 nnnnn ddddd floatLanesAccumulate zQ!=10
      fsub                  0Q0 01110 1z 1 mmmmm 11010 1 nnnnn ddddd floatLanes        zQ!=10
      fmin                  0Q0 01110 1z 1 mmmmm 11110 1 nnnnn ddddd floatLanes        zQ!=10
      frsqrts               0Q0 01110 1z 1 mmmmm 11111 1 nnnnn ddddd floatLanes        zQ!=10
      fmaxnmp               0Q1 01110 0z 1 mmmmm 11000 1 nnnnn ddddd floatLanesPairwise zQ!=10
      faddp                 0Q1 01110 0z 1 mmmmm 11010 1 nnnnn ddddd floatLanesPairwise zQ!=10
      fmul                  0Q1 01110 0z 1 mmmmm 11011 1 nnnnn ddddd floatLanes        zQ!=10
      fcmge                 0Q1 01110 0z 1 mmmmm 11100 1 nnnnn ddddd floatLanes        zQ!=10
      facge                 0Q1 01110 0z 1 mmmmm 11101 1 nnnnn ddddd floatLanes        zQ!=10
      fmaxp                 0Q1 01110 0z 1 mmmmm 11110 1 nnnnn ddddd floatLanesPairwise zQ!=10
      fdiv                  0Q1 01110 0z 1 mmmmm 11111 1 nnnnn ddddd floatLanes        zQ!=10
      fminnmp               0Q1 01110 1z 1 mmmmm 11000 1 nnnnn ddddd floatLanesPairwise zQ!=10
      fabd                  0Q1 01110 1z 1 mmmmm 11010 1 nnnnn ddddd floatLanes        zQ!=10
      fcmgt                 0Q1 01110 1z 1 mmmmm 11100 1 nnnnn ddddd floatLanes        zQ!=10
      facgt                 0Q1 01110 1z 1 mmmmm 11101 1 nnnnn ddddd floatLanes        zQ!=10
      fminp                 0Q1 01110 1z 1 mmmmm 11110 1 nnnnn ddddd floatLanesPairwise zQ!=10
      sqrdml{k:a,s}h        0Q1 01110 zz 0 mmmmm 1000 k 1 nnnnn ddddd -                z!=11 z!=00 +rdm
      {U:s,u}dot            0QU 01110 10 0 mmmmm 10010 1 nnnnn ddddd -                 +dotprod
      fcmla                 0Q1 01110 zz 0 mmmmm 110 ii 1 nnnnn ddddd -                z!=00 zQ!=110 +fcma
      fcadd                 0Q1 01110 zz 0 mmmmm 111 i0 1 nnnnn ddddd -                z!=00 zQ!=110 +fcma

      # ---- Advanced SIMD: two registers, miscellaneous ----
      rev64                 0Q0 01110 zz 10000 00000 10 nnnnn ddddd  lanesUnary        z!=11
      rev16                 0Q0 01110 00 10000 00001 10 nnnnn ddddd  lanesUnary
      rev32                 0Q1 01110 0z 10000 00000 10 nnnnn ddddd  lanesUnary
      {U:s,u}addlp          0QU 01110 zz 10000 00010 10 nnnnn ddddd  lanesUnary        z!=11
      suqadd                0Q0 01110 zz 10000 00011 10 nnnnn ddddd  lanesUnaryAccumulate zQ!=110
      usqadd                0Q1 01110 zz 10000 00011 10 nnnnn ddddd  lanesUnaryAccumulate zQ!=110
      cls                   0Q0 01110 zz 10000 00100 10 nnnnn ddddd  lanesUnary        z!=11
      clz                   0Q1 01110 zz 10000 00100 10 nnnnn ddddd  lanesUnary        z!=11
      cnt                   0Q0 01110 00 10000 00101 10 nnnnn ddddd  lanesUnary
      not                   0Q1 01110 00 10000 00101 10 nnnnn ddddd  lanesUnary
      rbit                  0Q1 01110 01 10000 00101 10 nnnnn ddddd  lanesUnary
      {U:s,u}adalp          0QU 01110 zz 10000 00110 10 nnnnn ddddd  lanesUnaryAccumulate z!=11
      sqabs                 0Q0 01110 zz 10000 00111 10 nnnnn ddddd  lanesUnary        zQ!=110
      sqneg                 0Q1 01110 zz 10000 00111 10 nnnnn ddddd  lanesUnary        zQ!=110
      cm{U:gt,ge}           0QU 01110 zz 10000 01000 10 nnnnn ddddd  lanesZero         zQ!=110
      cm{U:eq,le}           0QU 01110 zz 10000 01001 10 nnnnn ddddd  lanesZero         zQ!=110
      cmlt                  0Q0 01110 zz 10000 01010 10 nnnnn ddddd  lanesZero         zQ!=110
      abs                   0Q0 01110 zz 10000 01011 10 nnnnn ddddd  lanesUnary        zQ!=110
      neg                   0Q1 01110 zz 10000 01011 10 nnnnn ddddd  lanesUnary        zQ!=110
      xtn{Q:,2}             0Q0 01110 zz 10000 10010 10 nnnnn ddddd  lanesNarrow       z!=11
      sqxtun{Q:,2}          0Q1 01110 zz 10000 10010 10 nnnnn ddddd  lanesNarrow       z!=11
      shll{Q:,2}            0Q1 01110 zz 10000 10011 10 nnnnn ddddd  lanesShiftLong    z!=11
      {U:s,u}qxtn{Q:,2}     0QU 01110 zz 10000 10100 10 nnnnn ddddd  lanesNarrow       z!=11
      fcvtn{Q:,2}           0Q0 01110 0z 10000 10110 10 nnnnn ddddd  floatNarrow
      fcvtxn{Q:,2}          0Q1 01110 01 10000 10110 10 nnnnn ddddd  floatNarrow
      fcvtl{Q:,2}           0Q0 01110 0z 10000 10111 10 nnnnn ddddd  floatLong
      frintn                0Q0 01110 0z 10000 11000 10 nnnnn ddddd  floatLanesUnary   zQ!=10
      frintm                0Q0 01110 0z 10000 11001 10 nnnnn ddddd  floatLanesUnary   zQ!=10
      frintp                0Q0 01110 1z 10000 11000 10 nnnnn ddddd  floatLanesUnary   zQ!=10
      frintz                0Q0 01110 1z 10000 11001 10 nnnnn ddddd  floatLanesUnary   zQ!=10
      frinta                0Q1 01110 0z 10000 11000 10 nnnnn ddddd  floatLanesUnary   zQ!=10
      frintx                0Q1 01110 0z 10000 11001 10 nnnnn ddddd  floatLanesUnary   zQ!=10
      frinti                0Q1 01110 1z 10000 11001 10 nnnnn ddddd  floatLanesUnary   zQ!=10
      fcvtn{U:s,u}          0QU 01110 0z 10000 11010 10 nnnnn ddddd  floatLanesUnary   zQ!=10
      fcvtm{U:s,u}          0QU 01110 0z 10000 11011 10 nnnnn ddddd  floatLanesUnary   zQ!=10
      fcvta{U:s,u}          0QU 01110 0z 10000 11100 10 nnnnn ddddd  floatLanesUnary   zQ!=10
      {U:s,u}cvtf           0QU 01110 0z 10000 11101 10 nnnnn ddddd  floatLanesUnary   zQ!=10
      fcvtp{U:s,u}          0QU 01110 1z 10000 11010 10 nnnnn ddddd  floatLanesUnary   zQ!=10
      fcvtz{U:s,u}          0QU 01110 1z 10000 11011 10 nnnnn ddddd  floatLanesUnary   zQ!=10
      fcmgt                 0Q0 01110 1z 10000 01100 10 nnnnn ddddd  floatLanesZero    zQ!=10
      fcmeq                 0Q0 01110 1z 10000 01101 10 nnnnn ddddd  floatLanesZero    zQ!=10
      fcmlt                 0Q0 01110 1z 10000 01110 10 nnnnn ddddd  floatLanesZero    zQ!=10
      fcmge                 0Q1 01110 1z 10000 01100 10 nnnnn ddddd  floatLanesZero    zQ!=10
      fcmle                 0Q1 01110 1z 10000 01101 10 nnnnn ddddd  floatLanesZero    zQ!=10
      fabs                  0Q0 01110 1z 10000 01111 10 nnnnn ddddd  floatLanesUnary   zQ!=10
      fneg                  0Q1 01110 1z 10000 01111 10 nnnnn ddddd  floatLanesUnary   zQ!=10
      fsqrt                 0Q1 01110 1z 10000 11111 10 nnnnn ddddd  floatLanesUnary   zQ!=10
      {U:urecpe,ursqrte}    0QU 01110 10 10000 11100 10 nnnnn ddddd  lanesUnary
      {U:frecpe,frsqrte}    0QU 01110 1z 10000 11101 10 nnnnn ddddd  floatLanesUnary   zQ!=10
      frint{w:32,64}{x:z,x} 0Qx 01110 0z 10000 1111 w 10 nnnnn ddddd -                 zQ!=10 +frintts

      # ---- Advanced SIMD: across lanes ----
      {U:s,u}addlv          0QU 01110 zz 11000 00011 10 nnnnn ddddd  acrossLanes       z!=11 zQ!=100
      {U:s,u}maxv           0QU 01110 zz 11000 01010 10 nnnnn ddddd  acrossLanes       z!=11 zQ!=100
      {U:s,u}minv           0QU 01110 zz 11000 11010 10 nnnnn ddddd  acrossLanes       z!=11 zQ!=100
      addv                  0Q0 01110 zz 11000 11011 10 nnnnn ddddd  acrossLanes       z!=11 zQ!=100
      fmaxnmv               011 01110 00 11000 01100 10 nnnnn ddddd  acrossLanes
      fmaxv                 011 01110 00 11000 01111 10 nnnnn ddddd  acrossLanes
      fminnmv               011 01110 10 11000 01100 10 nnnnn ddddd  acrossLanes
      fminv                 011 01110 10 11000 01111 10 nnnnn ddddd  acrossLanes

      # ---- Advanced SIMD: three registers of different widths ----
      {U:s,u}addl{Q:,2}     0QU 01110 zz 1 mmmmm 0000 00 nnnnn ddddd lanesLong         z!=11
      {U:s,u}addw{Q:,2}     0QU 01110 zz 1 mmmmm 0001 00 nnnnn ddddd lanesWide         z!=11
      {U:s,u}subl{Q:,2}     0QU 01110 zz 1 mmmmm 0010 00 nnnnn ddddd lanesLong         z!=11
      {U:s,u}subw{Q:,2}     0QU 01110 zz 1 mmmmm 0011 00 nnnnn ddddd lanesWide         z!=11
      {U:,r}addhn{Q:,2}     0QU 01110 zz 1 mmmmm 0100 00 nnnnn ddddd lanesHighNarrow   z!=11
      {U:s,u}abal{Q:,2}     0QU 01110 zz 1 mmmmm 0101 00 nnnnn ddddd lanesLongAccumulate z!=11
      {U:,r}subhn{Q:,2}     0QU 01110 zz 1 mmmmm 0110 00 nnnnn ddddd lanesHighNarrow   z!=11
      {U:s,u}abdl{Q:,2}     0QU 01110 zz 1 mmmmm 0111 00 nnnnn ddddd lanesLong         z!=11
      {U:s,u}mlal{Q:,2}     0QU 01110 zz 1 mmmmm 1000 00 nnnnn ddddd lanesLongAccumulate z!=11
      sqdmlal{Q:,2}         0Q0 01110 zz 1 mmmmm 1001 00 nnnnn ddddd lanesLongAccumulate z!=11 z!=00
      {U:s,u}mlsl{Q:,2}     0QU 01110 zz 1 mmmmm 1010 00 nnnnn ddddd lanesLongAccumulate z!=11
      sqdmlsl{Q:,2}         0Q0 01110 zz 1 mmmmm 1011 00 nnnnn ddddd lanesLongAccumulate z!=11 z!=00
      {U:s,u}mull{Q:,2}     0QU 01110 zz 1 mmmmm 1100 00 nnnnn ddddd lanesLong         z!=11
      sqdmull{Q:,2}         0Q0 01110 zz 1 mmmmm 1101 00 nnnnn ddddd lanesLong         z!=11 z!=00
      pmull{Q:,2}           0Q0 01110 00 1 mmmmm 1110 00 nnnnn ddddd lanesLong
      pmull{Q:,2}           0Q0 01110 11 1 mmmmm 1110 00 nnnnn ddddd polynomialLong    +pmull

      # ---- Advanced SIMD: shift by immediate ----
      # The highest set bit of the four bits hhhh is the element size.
      {U:s,u}shr            0QU 011110 hhhh iii 00000 1 nnnnn ddddd  lanesShift        h!=0000 Qh!=01...
      {U:s,u}sra            0QU 011110 hhhh iii 00010 1 nnnnn ddddd  lanesShift        h!=0000 Qh!=01...
      {U:s,u}rshr           0QU 011110 hhhh iii 00100 1 nnnnn ddddd  lanesShift        h!=0000 Qh!=01...
      {U:s,u}rsra           0QU 011110 hhhh iii 00110 1 nnnnn ddddd  lanesShift        h!=0000 Qh!=01...
      sri                   0Q1 011110 hhhh iii 01000 1 nnnnn ddddd  lanesShift        h!=0000 Qh!=01...
      {U:shl,sli}           0QU 011110 hhhh iii 01010 1 nnnnn ddddd  lanesShift        h!=0000 Qh!=01...
      sqshlu                0Q1 011110 hhhh iii 01100 1 nnnnn ddddd  lanesShift        h!=0000 Qh!=01...
      {U:s,u}qshl           0QU 011110 hhhh iii 01110 1 nnnnn ddddd  lanesShift        h!=0000 Qh!=01...
      {U:shrn,sqshrun}{Q:,2} 0QU 011110 hhhh iii 10000 1 nnnnn ddddd lanesShiftNarrow  h!=0000 h!=1...
      {U:rshrn,sqrshrun}{Q:,2} 0QU 011110 hhhh iii 10001 1 nnnnn ddddd lanesShiftNarrow h!=0000 h!=1...
      {U:s,u}qshrn{Q:,2}    0QU 011110 hhhh iii 10010 1 nnnnn ddddd  lanesShiftNarrow  h!=0000 h!=1...
      {U:s,u}qrshrn{Q:,2}   0QU 011110 hhhh iii 10011 1 nnnnn ddddd  lanesShiftNarrow  h!=0000 h!=1...
      {U:s,u}shll{Q:,2}     0QU 011110 hhhh iii 10100 1 nnnnn ddddd  lanesShiftLong    h!=0000 h!=1...
      {U:s,u}cvtf           0QU 011110 hhhh iii 11100 1 nnnnn ddddd  floatLanesFixed   h!=00.. Qh!=01...
      fcvtz{U:s,u}          0QU 011110 hhhh iii 11111 1 nnnnn ddddd  floatLanesFixed   h!=00.. Qh!=01...

      # ---- Advanced SIMD: by element ----
      mla                   0Q1 01111 zz L M mmmm 0000 H 0 nnnnn ddddd elementAccumulate z!=00 z!=11
      mls                   0Q1 01111 zz L M mmmm 0100 H 0 nnnnn ddddd elementAccumulate z!=00 z!=11
      mul                   0Q0 01111 zz L M mmmm 1000 H 0 nnnnn ddddd element         z!=00 z!=11
      sqdmulh               0Q0 01111 zz L M mmmm 1100 H 0 nnnnn ddddd element         z!=00 z!=11
      sqrdmulh              0Q0 01111 zz L M mmmm 1101 H 0 nnnnn ddddd element         z!=00 z!=11
      {U:s,u}mlal{Q:,2}     0QU 01111 zz L M mmmm 0010 H 0 nnnnn ddddd elementLongAccumulate z!=00 z!=11
      {U:s,u}mlsl{Q:,2}     0QU 01111 zz L M mmmm 0110 H 0 nnnnn ddddd elementLongAccumulate z!=00 z!=11
      {U:s,u}mull{Q:,2}     0QU 01111 zz L M mmmm 1010 H 0 nnnnn ddddd elementLong     z!=00 z!=11
      sqdmlal{Q:,2}         0Q0 01111 zz L M mmmm 0011 H 0 nnnnn ddddd elementLongAccumulate z!=00 z!=11
      sqdmlsl{Q:,2}         0Q0 01111 zz L M mmmm 0111 H 0 nnnnn ddddd elementLongAccumulate z!=00 z!=11
      sqdmull{Q:,2}         0Q0 01111 zz L M mmmm 1011 H 0 nnnnn ddddd elementLong     z!=00 z!=11
      fmla                  0Q0 01111 1z L M mmmm 0001 H 0 nnnnn ddddd floatElementAccumulate zQ!=10 zL!=11
      fmls                  0Q0 01111 1z L M mmmm 0101 H 0 nnnnn ddddd floatElementAccumulate zQ!=10 zL!=11
      fmul                  0Q0 01111 1z L M mmmm 1001 H 0 nnnnn ddddd floatElement    zQ!=10 zL!=11
      fmulx                 0Q1 01111 1z L M mmmm 1001 H 0 nnnnn ddddd floatElement    zQ!=10 zL!=11
      {U:s,u}dot            0QU 01111 10 L M mmmm 1110 H 0 nnnnn ddddd -               +dotprod
      sqrdml{k:a,s}h        0Q1 01111 zz L M mmmm 11 k 1 H 0 nnnnn ddddd -             z!=00 z!=11 +rdm

      # ---- Advanced SIMD, scalar: three registers of the same type ----
      {U:s,u}qadd           01U 11110 zz 1 mmmmm 00001 1 nnnnn ddddd scalarLanes
      {U:s,u}qsub           01U 11110 zz 1 mmmmm 00101 1 nnnnn ddddd scalarLanes
      cm{U:gt,hi}           01U 11110 11 1 mmmmm 00110 1 nnnnn ddddd scalarLanes
      cm{U:ge,hs}           01U 11110 11 1 mmmmm 00111 1 nnnnn ddddd scalarLanes
      {U:s,u}shl            01U 11110 11 1 mmmmm 01000 1 nnnnn ddddd scalarLanes
      {U:s,u}qshl           01U 11110 zz 1 mmmmm 01001 1 nnnnn ddddd scalarLanes
      {U:s,u}rshl           01U 11110 11 1 mmmmm 01010 1 nnnnn ddddd scalarLanes
      {U:s,u}qrshl          01U 11110 zz 1 mmmmm 01011 1 nnnnn ddddd scalarLanes
      {U:add,sub}           01U 11110 11 1 mmmmm 10000 1 nnnnn ddddd scalarLanes
      cm{U:tst,eq}          01U 11110 11 1 mmmmm 10001 1 nnnnn ddddd scalarLanes
      sq{U:,r}dmulh         01U 11110 zz 1 mmmmm 10110 1 nnnnn ddddd scalarLanes       z!=00 z!=11
      fmulx                 010 11110 0z 1 mmmmm 11011 1 nnnnn ddddd scalarFloat
      fcmeq                 010 11110 0z 1 mmmmm 11100 1 nnnnn ddddd scalarFloat
      frecps                010 11110 0z 1 mmmmm 11111 1 nnnnn ddddd scalarFloat
      frsqrts               010 11110 1z 1 mmmmm 11111 1 nnnnn ddddd scalarFloat
      fcmge                 011 11110 0z 1 mmmmm 11100 1 nnnnn ddddd scalarFloat
      facge                 011 11110 0z 1 mmmmm 11101 1 nnnnn ddddd scalarFloat
      fabd                  011 11110 1z 1 mmmmm 11010 1 nnnnn ddddd scalarFloat
      fcmgt                 011 11110 1z 1 mmmmm 11100 1 nnnnn ddddd scalarFloat
      facgt                 011 11110 1z 1 mmmmm 11101 1 nnnnn ddddd scalarFloat
      sqrdml{k:a,s}h        011 11110 zz 0 mmmmm 1000 k 1 nnnnn ddddd -                z!=11 z!=00 +rdm

      # ---- Advanced SIMD, scalar: two registers, miscellaneous ----
      suqadd                010 11110 zz 10000 00011 10 nnnnn ddddd  scalarUnaryAccumulate
      usqadd                011 11110 zz 10000 00011 10 nnnnn ddddd  scalarUnaryAccumulate
      sqabs                 010 11110 zz 10000 00111 10 nnnnn ddddd  scalarUnary
      sqneg                 011 11110 zz 10000 00111 10 nnnnn ddddd  scalarUnary
      cm{U:gt,ge}           01U 11110 11 10000 01000 10 nnnnn ddddd  scalarZero
      cm{U:eq,le}           01U 11110 11 10000 01001 10 nnnnn ddddd  scalarZero
      cmlt                  010 11110 11 10000 01010 10 nnnnn ddddd  scalarZero
      abs                   010 11110 11 10000 01011 10 nnnnn ddddd  scalarUnary
      neg                   011 11110 11 10000 01011 10 nnnnn ddddd  scalarUnary
      sqxtun                011 11110 zz 10000 10010 10 nnnnn ddddd  scalarNarrow      z!=11
      {U:s,u}qxtn           01U 11110 zz 10000 10100 10 nnnnn ddddd  scalarNarrow      z!=11
      fcvtxn                011 11110 01 10000 10110 10 nnnnn ddddd  scalarFloatNarrow
      fcvtn{U:s,u}          01U 11110 0z 10000 11010 10 nnnnn ddddd  scalarFloatUnary
      fcvtm{U:s,u}          01U 11110 0z 10000 11011 10 nnnnn ddddd  scalarFloatUnary
      fcvta{U:s,u}          01U 11110 0z 10000 11100 10 nnnnn ddddd  scalarFloatUnary
      {U:s,u}cvtf           01U 11110 0z 10000 11101 10 nnnnn ddddd  scalarFloatUnary
      fcvtp{U:s,u}          01U 11110 1z 10000 11010 10 nnnnn ddddd  scalarFloatUnary
      fcvtz{U:s,u}          01U 11110 1z 10000 11011 10 nnnnn ddddd  scalarFloatUnary
      fcmgt                 010 11110 1z 10000 01100 10 nnnnn ddddd  scalarFloatZero
      fcmeq                 010 11110 1z 10000 01101 10 nnnnn ddddd  scalarFloatZero
      fcmlt                 010 11110 1z 10000 01110 10 nnnnn ddddd  scalarFloatZero
      fcmge                 011 11110 1z 10000 01100 10 nnnnn ddddd  scalarFloatZero
      fcmle                 011 11110 1z 10000 01101 10 nnnnn ddddd  scalarFloatZero
      {U:frecpe,frsqrte}    01U 11110 1z 10000 11101 10 nnnnn ddddd  scalarFloatUnary
      frecpx                010 11110 1z 10000 11111 10 nnnnn ddddd  scalarFloatUnary

      # ---- Advanced SIMD, scalar: pairwise, three different, shift, by element ----
      addp                  010 11110 11 11000 11011 10 nnnnn ddddd  scalarPairwise
      fmaxnmp               011 11110 0z 11000 01100 10 nnnnn ddddd  scalarPairwise
      faddp                 011 11110 0z 11000 01101 10 nnnnn ddddd  scalarPairwise
      fmaxp                 011 11110 0z 11000 01111 10 nnnnn ddddd  scalarPairwise
      fminnmp               011 11110 1z 11000 01100 10 nnnnn ddddd  scalarPairwise
      fminp                 011 11110 1z 11000 01111 10 nnnnn ddddd  scalarPairwise
      sqdmlal               010 11110 zz 1 mmmmm 1001 00 nnnnn ddddd scalarLongAccumulate z!=00 z!=11
      sqdmlsl               010 11110 zz 1 mmmmm 1011 00 nnnnn ddddd scalarLongAccumulate z!=00 z!=11
      sqdmull               010 11110 zz 1 mmmmm 1101 00 nnnnn ddddd scalarLong        z!=00 z!=11
      {U:s,u}shr            01U 111110 1hhh iii 00000 1 nnnnn ddddd  scalarShift
      {U:s,u}sra            01U 111110 1hhh iii 00010 1 nnnnn ddddd  scalarShift
      {U:s,u}rshr           01U 111110 1hhh iii 00100 1 nnnnn ddddd  scalarShift
      {U:s,u}rsra           01U 111110 1hhh iii 00110 1 nnnnn ddddd  scalarShift
      sri                   011 111110 1hhh iii 01000 1 nnnnn ddddd  scalarShift
      {U:shl,sli}           01U 111110 1hhh iii 01010 1 nnnnn ddddd  scalarShift
      sqshlu                011 111110 hhhh iii 01100 1 nnnnn ddddd  scalarShift       h!=0000
      {U:s,u}qshl           01U 111110 hhhh iii 01110 1 nnnnn ddddd  scalarShift       h!=0000
      sqshrun               011 111110 hhhh iii 10000 1 nnnnn ddddd  scalarShiftNarrow h!=0000 h!=1...
      sqrshrun              011 111110 hhhh iii 10001 1 nnnnn ddddd  scalarShiftNarrow h!=0000 h!=1...
      {U:s,u}qshrn          01U 111110 hhhh iii 10010 1 nnnnn ddddd  scalarShiftNarrow h!=0000 h!=1...
      {U:s,u}qrshrn         01U 111110 hhhh iii 10011 1 nnnnn ddddd  scalarShiftNarrow h!=0000 h!=1...
      {U:s,u}cvtf           01U 111110 hhhh iii 11100 1 nnnnn ddddd  scalarFixed       h!=00..
      fcvtz{U:s,u}          01U 111110 hhhh iii 11111 1 nnnnn ddddd  scalarFixed       h!=00..
      sqdmlal               010 11111 zz L M mmmm 0011 H 0 nnnnn ddddd scalarElementLongAccumulate z!=00 z!=11
      sqdmlsl               010 11111 zz L M mmmm 0111 H 0 nnnnn ddddd scalarElementLongAccumulate z!=00 z!=11
      sqdmull               010 11111 zz L M mmmm 1011 H 0 nnnnn ddddd scalarElementLong z!=00 z!=11
      sqdmulh               010 11111 zz L M mmmm 1100 H 0 nnnnn ddddd scalarElement   z!=00 z!=11
      sqrdmulh              010 11111 zz L M mmmm 1101 H 0 nnnnn ddddd scalarElement   z!=00 z!=11
      fmla                  010 11111 1z L M mmmm 0001 H 0 nnnnn ddddd scalarFloatElementAccumulate zL!=11
      fmls                  010 11111 1z L M mmmm 0101 H 0 nnnnn ddddd scalarFloatElementAccumulate zL!=11
      fmul                  010 11111 1z L M mmmm 1001 H 0 nnnnn ddddd scalarFloatElement zL!=11
      fmulx                 011 11111 1z L M mmmm 1001 H 0 nnnnn ddddd scalarFloatElement zL!=11
      """;

  private A64() {}
}
